import type { ProsperStackSettings } from './index.js';
export { setConsent, type ProsperStackSettings, type ConsentAnswer, type MappedProperty } from './index.js';

/** A classic analytics.js integration. */
export interface ProsperStack {
  readonly name: string;
  readonly defaults: object;
  /** Read once, by `initialize`; until then it may be changed. */
  options: Partial<ProsperStackSettings> & Record<string, unknown>;
  /** Set by the host. */
  analytics?: any;
  initialize(): this;
  identify(facade: any): void;
  reset(): this;
  /** Whether it was initialised. */
  loaded(): boolean;
  ready(): this;
  invoke(method: string, ...args: any[]): any;
  on(event: string, listener: (...args: any[]) => void): this;
  once(event: string, listener: (...args: any[]) => void): this;
  off(event?: string, listener?: (...args: any[]) => void): this;
  emit(event: string, ...args: any[]): this;
}

/** The constructor; `analytics.use(ProsperStack)` calls it as a function. */
export const ProsperStack: {
  new (settings?: ProsperStackSettings): ProsperStack;
  (analytics: any): any;
  prototype: ProsperStack;
};
export default ProsperStack;
