// What the build generates from the module (`#engine`): the names of its exports as wasm-opt chose them,
// and what gives the exports, or a promise of them.

export const engine: () =>
  | Record<string, (...numbers: any[]) => number>
  | Promise<Record<string, (...numbers: any[]) => number>>;

/** Of either destination. */
export const ALLOW: string;
export const CHECK: string;
export const FLOW: string;
export const IDENTIFY: string;
export const LOAD: string;
export const RESET: string;
export const SET_CONSENT: string;
export const STRICTER: string;
export const VERDICT: string;

/** Of ProfitWell's. */
export const STARTED: string;
export const STATUS: string;

/** Of ProsperStack's. */
export const ANSWER: string;
export const HIDE: string;
export const OBSERVE: string;
export const WAKE: string;
