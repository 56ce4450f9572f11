// For modules: the module's JavaScript encoding is a module beside ours, fetched only where
// WebAssembly is refused.

export const fallback = () => import('./nowasm/engine.js');
