import type { ProfitWellSettings } from './index.js';
export { cancellationFlow, setConsent, type CancellationFlowResult, type ProfitWellSettings, type SiteType, type ConsentAnswer } from './index.js';

/** The plugin object of DavidWells' `analytics`, which wants an indexable type: no interface. */
export type AnalyticsPlugin = {
  name: 'profitwell';
  config: object;
  initialize(call: any): void;
  loaded(): boolean;
  identify(call: any): void;
  reset(): void;
};

/**
 * The ProfitWell destination as a plugin for DavidWells' `analytics`. Never throws.
 *
 * @example
 * const analytics = Analytics({ app: 'shop', plugins: [profitwell({ publicApiToken: '…' })] });
 */
export function profitwell(settings: ProfitWellSettings): AnalyticsPlugin;
