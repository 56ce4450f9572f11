// What the owner's code gives: whatever it is, it harms nobody.

/**
 * An own property of an object: one that somebody has put on every object's prototype counts for nothing. A promise where none was
 * asked for may be rejected, and nobody else would hear of that: Node ends the process then.
 *
 * @param {any} object
 * @param {string} name
 */
export function own(object, name) {
  if (object == null || !Object.hasOwn(object, name)) return undefined;
  const value = object[name];
  if (typeof value === 'object') quietly(() => value);
  return value;
}

/** Runs the owner's code and ignores its result, now or later. @param {() => unknown} task */
export function quietly(task) {
  new Promise((resolve) => resolve(task())).catch(() => {});
}
