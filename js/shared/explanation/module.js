// For modules: the explanations are a module beside ours, fetched only where they are printed.

/** @returns {Promise<import('../console.js').Explanation>} */
// @ts-expect-error the build puts the module there
export const load = () => import('./explanation.js');
