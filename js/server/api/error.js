// The one error of the API client.

import { camel } from './names.js';

/** By which the classes of `import` and of `require` are one. */
const BRAND = Symbol.for('retention-destinations.ProfitWellError');

export class ProfitWellError extends Error {
  /**
   * The module makes them, with names of fields as Rust spells them.
   * @param {string} code
   * @param {string} message
   * @param {number} [status]
   * @param {Record<string, string[]>} [fields]
   * @param {number} [retryAfter]
   */
  constructor(code, message, status, fields = {}, retryAfter) {
    const names = Object.keys(fields);
    super(names.reduce((text, name) => text.replaceAll(`${name}:`, `${camel(name)}:`), message));
    this.code = code;
    this.status = status;
    this.fields = Object.fromEntries(names.map((name) => [camel(name), fields[name]]));
    this.retryAfter = retryAfter;
  }
}
Object.defineProperties(ProfitWellError.prototype, {
  name: { value: 'ProfitWellError', writable: true, configurable: true },
  [BRAND]: { value: true },
});
// Not within the class: a bundler would rename a class that names itself.
Object.defineProperty(ProfitWellError, Symbol.hasInstance, {
  /** @param {any} value */
  value(value) {
    if (this !== ProfitWellError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && value[BRAND] === true;
  },
});
