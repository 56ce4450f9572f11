import type { ClassicConstructor, ClassicIntegration } from '../shared/types.js';
import type { ProfitWellSettings } from './index.js';

export {
  type CancellationFlowResult,
  type ConsentAnswer,
  cancellationFlow,
  type ProfitWellSettings,
  type SiteType,
  setConsent,
} from './index.js';

/**
 * A classic analytics.js integration, in place of `@profitwell/analytics.js-integration`.
 * `initialize` starts by the stored user, or anonymously on a marketing site, and loads the
 * vendor's script; `loaded` is whether that has run.
 */
export interface ProfitWell extends ClassicIntegration<ProfitWellSettings> {
  /** Whether `start` was called. */
  started: boolean;
  /** Inserts the vendor's script; calls back when it has run or failed, or after `timeoutMs`. `initialize` calls it. */
  load(callback?: () => void): this;
  /**
   * Starts once, also before `initialize`, which then loads; after that a new email re-identifies.
   * `initialize` and `identify` call it, with an email where there is one.
   */
  start(email?: string): this;
}

/** The constructor; `analytics.use(ProfitWell)` calls it as a function. */
export const ProfitWell: ClassicConstructor<ProfitWellSettings, ProfitWell>;
export default ProfitWell;
