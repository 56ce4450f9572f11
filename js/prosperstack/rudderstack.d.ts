import type { RudderStackIntegration } from '../shared/types.js';
import type { ProsperStackSettings } from './index.js';

export { type ConsentAnswer, type MappedProperty, type ProsperStackSettings, setConsent } from './index.js';

export type { RudderStackIntegration };

/** The ProsperStack destination for RudderStack's `addCustomIntegration`. Never throws. */
export function prosperstack(settings: ProsperStackSettings): RudderStackIntegration;
