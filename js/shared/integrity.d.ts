// What the build knows of the fallback's file (`#integrity`).

/** Its hash, as an `integrity` attribute names it. */
export const INTEGRITY: string;
