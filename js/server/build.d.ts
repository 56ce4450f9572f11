// What the build puts in place, and what only some runtimes have.

/** The version of the package. */
declare const VERSION: string;

/** The instance, made with the first client. */
declare module '#api' {
  export const engine: () => typeof import('../../target/js/api/bindgen/api.js');
}
declare module '#relay' {
  type Module = typeof import('../../target/js/relay/bindgen/relay.js');
  export const engine: () => Module;
  export type Relay = Module['Relay']['prototype'];
  export type Exchange = Module['Exchange']['prototype'];
  export type Rejection = Module['Rejection']['prototype'];
}
/** What wasm-bindgen makes of either module. */
declare module '#glue' {
  export function initSync(options: { module: WebAssembly.Module }): unknown;
}

declare var Bun: any;
declare var Deno: any;
declare var WorkerGlobalScope: any;

interface Window {
  ProsperStack?: any;
}
