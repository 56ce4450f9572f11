import type { ProfitWellSettings } from './index.js';
export { cancellationFlow, setConsent, type CancellationFlowResult, type ProfitWellSettings, type SiteType, type ConsentAnswer } from './index.js';

/** The object for RudderStack's `addCustomIntegration`. */
export interface RudderStackIntegration {
  init(config: any, analytics: any, logger?: any): void;
  isReady(analytics: any, logger?: any): boolean;
  identify(analytics: any, logger: any, event: any): void;
}

/**
 * The ProfitWell destination for RudderStack's `addCustomIntegration`. `siteType` defaults to
 * `'web app'` here, as in RudderStack's own integration. Never throws.
 *
 * @example
 * rudderanalytics.addCustomIntegration('YOUR_DESTINATION_ID', profitwell({ publicApiToken: '…' }));
 */
export function profitwell(settings: ProfitWellSettings): RudderStackIntegration;
