// The only error of the relay, which `createRelay` throws for invalid options.

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
