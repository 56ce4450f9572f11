/**
 * Runs what may throw because the page made it so.
 *
 * @template T, [F=undefined]
 * @param {() => T} task
 * @param {F} [otherwise] what a throw gives
 * @returns {T | F}
 */
export const attempt = (task, otherwise) => {
  try {
    return task();
  } catch {
    return /** @type {F} */ (otherwise);
  }
};
