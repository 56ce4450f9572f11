// Names of fields: as the service and Rust spell them, and as JavaScript does.

/** `plan_id` as `planId`. @type {(name: string) => string} */
export const camel = (name) =>
  name.replace(/(?<=[^_ ])[_ ]+([a-zA-Z0-9])/g, (_, letter) => letter.toUpperCase()).replace('baseURL', 'baseUrl');

/**
 * `planId` as `plan_id`; what is not in camel case stays, and no field has such a name.
 *
 * @type {(name: string) => string}
 */
export const snake = (name) =>
  /^[a-z][a-zA-Z0-9]*$/.test(name) ? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : name;

/**
 * An answer of the module: names of an object, or of each in a list, in camel case; what lies deeper stays
 * as the service spells it.
 *
 * @param {unknown} answer
 */
export function named(answer) {
  return Array.isArray(answer)
    ? answer.map((item) => (Array.isArray(item) ? plain(item) : fields(item)))
    : fields(answer);
}

/** @param {unknown} value */
function fields(value) {
  if (value === null || typeof value !== 'object') return value;
  const entries = value instanceof Map ? value : Object.entries(value);
  return Object.fromEntries(Array.from(entries, ([name, one]) => [camel(name), plain(one)]));
}

/**
 * The module makes a `Map` of what has any names, so that none of them is special; here it becomes an object.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function plain(value) {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  return value instanceof Map ? Object.fromEntries(Array.from(value, ([name, one]) => [name, plain(one)])) : value;
}
