import type { ProsperStackSettings } from './index.js';
export { setConsent, type ProsperStackSettings, type ConsentAnswer, type MappedProperty } from './index.js';

/** The plugin object of DavidWells' `analytics`, which wants an indexable type: no interface. */
export type AnalyticsPlugin = {
  name: 'prosperstack';
  config: object;
  initialize(call: any): void;
  loaded(): boolean;
  identify(call: any): void;
  reset(): void;
};

/** The ProsperStack destination as a plugin for DavidWells' `analytics`. Never throws. */
export function prosperstack(settings: ProsperStackSettings): AnalyticsPlugin;
