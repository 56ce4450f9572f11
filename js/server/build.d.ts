// What the build puts in place, and what only some runtimes have.

/** The version of the package. */
declare const VERSION: string;

declare module '#api';
declare module '#relay';
declare module '#glue';
declare module '#wasm';
declare module '*.wasm';

declare var Bun: any;
declare var Deno: any;
declare var WorkerGlobalScope: any;

interface Window {
  ProsperStack?: any;
}
