// Arguments on their way into the module. It reads properties without catching, so it gets a plain copy.

import { ProfitWellError } from './error.js';
import { camel, snake } from './names.js';

/** As deep as JSON is read. */
const DEEPEST = 127;

/** The parameters that hold named fields; the others are one value. */
const WITH_FIELDS = ['fields', 'options', 'query', 'request'];

/** @type {(name: string, problem: string) => ProfitWellError} */
export const invalid = (name, problem) =>
  new ProfitWellError('invalid_argument', `${name}: ${problem}`, undefined, { [name]: [problem] });

/**
 * Whether this is an object of no class, of whatever realm.
 *
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isPlain(value) {
  if (value === null || typeof value !== 'object') return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * A copy of what was given for a parameter: what JSON can hold, fields in snake case, a `Date` as seconds. What
 * cannot be copied is an error with the name of the field, or of the parameter.
 *
 * @param {string} parameter
 * @param {unknown} given
 */
export function copy(parameter, given) {
  /** What is being copied now. */
  let name = parameter;
  /** @type {object[]} */
  const above = [];
  /** @type {(problem: string) => never} */
  const wrong = (problem) => {
    throw invalid(name, problem);
  };

  /**
   * @param {unknown} value
   * @returns {unknown}
   */
  function plain(value) {
    switch (typeof value) {
      case 'undefined':
      case 'boolean':
        return value;
      case 'string':
        return value.isWellFormed() ? value : wrong('a string of whole characters, without half of a surrogate pair');
      case 'number':
        return Number.isFinite(value) ? value : wrong('a finite number');
      case 'object':
        return value === null ? null : within(value);
      default:
        return wrong(`what JSON can hold, which a ${typeof value} is not`);
    }
  }

  /** @param {object} value */
  function within(value) {
    if (above.length > DEEPEST) wrong(`nested at most ${DEEPEST} deep`);
    if (above.includes(value)) wrong('what JSON can hold, without a cycle');
    if (Object.prototype.toString.call(value) === '[object Date]') return date(value);
    above.push(value);
    const made = Array.isArray(value) ? Array.from(value, item) : object(value);
    above.pop();
    return made;
  }

  /** @param {unknown} value */
  const item = (value) => (value === undefined ? wrong('a list without gaps') : plain(value));

  /** @param {object} value */
  function object(value) {
    if (!isPlain(value)) return wrong('what JSON can hold, which an instance of a class is not');
    if (Object.getOwnPropertySymbols(value).length) wrong('what JSON can hold, without symbols as keys');
    const fields = above.length === 1 && WITH_FIELDS.includes(parameter);
    const entries = [];
    for (const key of Object.keys(value)) {
      if (fields) name = key;
      if (fields && key.includes('_')) wrong(`spelled ${camel(key)}, not ${key}`);
      const one = plain(value[key]);
      if (one !== undefined) entries.push([fields ? snake(key) : key, one]);
      if (fields) name = parameter;
    }
    return Object.fromEntries(entries);
  }

  /**
   * Of a field in seconds; deeper, as JSON has it.
   *
   * @param {object} value a `Date` of whatever realm
   */
  function date(value) {
    const time = Date.prototype.getTime.call(value);
    if (Number.isNaN(time)) wrong('a valid Date');
    return above.length > 1 ? new Date(time).toISOString() : Math.floor(time / 1000);
  }

  try {
    return plain(given);
  } catch (thrown) {
    throw isOurs(thrown) ? thrown : invalid(name, 'cannot be read: it throws');
  }
}

/**
 * A getter can throw anything, such as a revoked proxy, which `instanceof` does not survive.
 *
 * @param {unknown} thrown
 */
function isOurs(thrown) {
  try {
    return thrown instanceof ProfitWellError;
  } catch {
    return false;
  }
}

/**
 * The signal of a method's last argument.
 *
 * @param {unknown} last
 * @returns {unknown}
 */
export function signalOf(last) {
  if (last === undefined || last === null) return undefined;
  let signal;
  let others;
  try {
    if (!isPlain(last)) throw undefined;
    ({ signal, ...others } = last);
  } catch {
    throw invalid('last', '{ signal }');
  }
  const [other] = Reflect.ownKeys(others);
  if (other !== undefined) throw invalid(String(other), 'not an option of a call: { signal }');
  return signal ?? undefined;
}
