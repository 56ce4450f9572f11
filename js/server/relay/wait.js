// Waiting with an end.

export const LATE = Symbol('late');

/** What code is called with: an end that it may ask for. Most does not, and a signal costs more than all else here. */
class Last {
  /** @type {AbortController | undefined} */
  #controller;
  #ended = false;
  get signal() {
    this.#controller ??= new AbortController();
    if (this.#ended) this.#controller.abort();
    return this.#controller.signal;
  }
  /** @param {Last} last */
  static end(last) {
    last.#ended = true;
    last.#controller?.abort();
  }
}

/**
 * The result of `start`, or what it throws, within so many milliseconds. After that this rejects with `LATE`, and the
 * `signal` of what `start` was called with aborts.
 *
 * @template T
 * @param {number} ms
 * @param {(last: Last) => T | Promise<T>} start
 * @returns {Promise<T>}
 */
export function within(ms, start) {
  return new Promise((resolve, reject) => {
    const last = new Last();
    const timer = setTimeout(() => {
      reject(LATE);
      Last.end(last);
    }, ms);
    /** @type {<V>(settle: (value: V) => void) => (value: V) => void} */
    const done = (settle) => (value) => {
      clearTimeout(timer);
      settle(value);
    };
    new Promise((begin) => begin(start(last))).then(done(resolve), done(reject));
  });
}
