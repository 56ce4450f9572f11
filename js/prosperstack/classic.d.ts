import type { ClassicConstructor, ClassicIntegration } from '../shared/types.js';
import type { ProsperStackSettings } from './index.js';

export { type ConsentAnswer, type MappedProperty, type ProsperStackSettings, setConsent } from './index.js';

/** A classic analytics.js integration; `loaded` is whether it was initialised. */
export interface ProsperStack extends ClassicIntegration<ProsperStackSettings> {}

/** The constructor; `analytics.use(ProsperStack)` calls it as a function. */
export const ProsperStack: ClassicConstructor<ProsperStackSettings, ProsperStack>;
export default ProsperStack;
