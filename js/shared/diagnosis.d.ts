// What the build makes of the module of the diagnosis (`#diagnosis`).

export const engine: () => Record<string, (...numbers: number[]) => void>;
export const DIAGNOSE: string;
