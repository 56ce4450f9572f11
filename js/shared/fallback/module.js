// For modules: the module's JavaScript encoding is a module beside ours, fetched only where
// WebAssembly is refused.

// @ts-expect-error the build puts the module there
export const fallback = () => import('./nowasm/engine.js');
