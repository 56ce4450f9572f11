// The module of the diagnosis, which the build generates (`#diagnosis`).

export const engine: () => Record<string, (...numbers: number[]) => void>;
export const DIAGNOSE: string;
