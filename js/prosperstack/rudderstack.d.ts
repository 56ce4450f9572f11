import type { ProsperStackSettings } from './index.js';
export { setConsent, type ProsperStackSettings, type ConsentAnswer, type MappedProperty } from './index.js';

/** The object for RudderStack's `addCustomIntegration`. */
export interface RudderStackIntegration {
  init(config: any, analytics: any, logger?: any): void;
  isReady(analytics: any, logger?: any): boolean;
  identify(analytics: any, logger: any, event: any): void;
}

/** The ProsperStack destination for RudderStack's `addCustomIntegration`. Never throws. */
export function prosperstack(settings: ProsperStackSettings): RudderStackIntegration;
