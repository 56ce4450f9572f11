// The module as JavaScript, which the build generates (`#nowasm`).

/** Makes an instance, which takes what a WebAssembly instance takes; returns its exports. */
export const instantiate: (imports: object) => Record<string, (...numbers: any[]) => number>;
