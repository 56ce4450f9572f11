import type { NamedAnalyticsPlugin } from '../shared/types.js';
import type { ProsperStackSettings } from './index.js';

export { type ConsentAnswer, type MappedProperty, type ProsperStackSettings, setConsent } from './index.js';

export type AnalyticsPlugin = NamedAnalyticsPlugin<'prosperstack'>;

/** The ProsperStack destination as a plugin for DavidWells' `analytics`. Never throws. */
export function prosperstack(settings: ProsperStackSettings): AnalyticsPlugin;
