import type { RudderStackIntegration } from '../shared/types.js';
import type { ProsperStackSettings } from './index.js';
export { setConsent, type ProsperStackSettings, type ConsentAnswer, type MappedProperty } from './index.js';

export type { RudderStackIntegration };

/** The ProsperStack destination for RudderStack's `addCustomIntegration`. Never throws. */
export function prosperstack(settings: ProsperStackSettings): RudderStackIntegration;
