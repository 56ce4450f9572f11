import type { RudderStackIntegration } from '../shared/types.js';
import type { ProfitWellSettings } from './index.js';

export {
  type CancellationFlowResult,
  type ConsentAnswer,
  cancellationFlow,
  type ProfitWellSettings,
  type SiteType,
  setConsent,
} from './index.js';

export type { RudderStackIntegration };

/**
 * The ProfitWell destination for RudderStack's `addCustomIntegration`. `siteType` defaults to
 * `'web app'` here, as in RudderStack's own integration. Never throws.
 *
 * @example
 * rudderanalytics.addCustomIntegration('YOUR_DESTINATION_ID', profitwell({ publicApiToken: '…' }));
 */
export function profitwell(settings: ProfitWellSettings): RudderStackIntegration;
