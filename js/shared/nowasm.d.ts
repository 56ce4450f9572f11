// What the build makes of the module as JavaScript (`#nowasm`).

/** Makes an instance, which takes what a WebAssembly instance takes; returns its exports. */
export const instantiate: (imports: object) => Record<string, (...numbers: any[]) => number>;
