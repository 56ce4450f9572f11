// The one error of the relay: what `createRelay` throws for options that cannot be right.

export class RelayError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}
Object.defineProperty(RelayError.prototype, 'name', { value: 'RelayError', writable: true, configurable: true });
