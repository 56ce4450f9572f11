import type { NamedAnalyticsPlugin } from '../shared/types.js';
import type { ProfitWellSettings } from './index.js';

export {
  type CancellationFlowResult,
  type ConsentAnswer,
  cancellationFlow,
  type ProfitWellSettings,
  type SiteType,
  setConsent,
} from './index.js';

export type AnalyticsPlugin = NamedAnalyticsPlugin<'profitwell'>;

/**
 * The ProfitWell destination as a plugin for DavidWells' `analytics`. Never throws.
 *
 * @example
 * const analytics = Analytics({ app: 'shop', plugins: [profitwell({ publicApiToken: '…' })] });
 */
export function profitwell(settings: ProfitWellSettings): AnalyticsPlugin;
