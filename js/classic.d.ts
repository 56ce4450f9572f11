import type { ProfitWellSettings } from './index.js';
export { cancellationFlow, setConsent, type CancellationFlowResult, type ProfitWellSettings, type SiteType, type ConsentAnswer } from './index.js';

/** A classic analytics.js integration, in place of `@profitwell/analytics.js-integration`. */
export interface ProfitWell {
  readonly name: string;
  readonly defaults: object;
  /** Read once, by `initialize`; until then it may be changed. */
  options: Partial<ProfitWellSettings> & Record<string, unknown>;
  /** Set by the host. */
  analytics?: any;
  /** Whether `start` was called. */
  started: boolean;
  /** Starts by the stored user, or anonymously on a marketing site, and loads the vendor's script. */
  initialize(): this;
  /** Inserts the vendor's script; calls back when it has run or failed, or after `timeoutMs`. */
  load(callback?: () => void): this;
  /** Starts once; after that a new email re-identifies. */
  start(email?: string): this;
  identify(facade: any): void;
  reset(): this;
  /** Whether the vendor's script has run. */
  loaded(): boolean;
  ready(): this;
  invoke(method: string, ...args: any[]): any;
  on(event: string, listener: (...args: any[]) => void): this;
  once(event: string, listener: (...args: any[]) => void): this;
  off(event?: string, listener?: (...args: any[]) => void): this;
  emit(event: string, ...args: any[]): this;
}

/** The constructor; `analytics.use(ProfitWell)` calls it as a function. */
export const ProfitWell: {
  new (settings?: ProfitWellSettings): ProfitWell;
  (analytics: any): any;
  prototype: ProfitWell;
};
export default ProfitWell;
