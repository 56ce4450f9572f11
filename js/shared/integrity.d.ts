// What the build knows of the files that a script tag inserts (`#integrity`).

/** The hash of the fallback, as an `integrity` attribute names it. */
export const INTEGRITY: string;

/** That of the explanations. */
export const DEBUG_INTEGRITY: string;
