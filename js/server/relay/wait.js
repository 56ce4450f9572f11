// Waiting with an end.

export const LATE = Symbol('late');

/** An end that code may ask for; most does not, and a signal costs more than all else here. */
class Last {
  #controller;
  get signal() {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }
  end() {
    this.#controller?.abort();
  }
}

/**
 * What `start` gives, or throws, within so many milliseconds; then the `signal` that it is handed
 * aborts and this rejects with `LATE`, whatever becomes of it.
 */
export function within(ms, start) {
  return new Promise((resolve, reject) => {
    const last = new Last();
    const timer = setTimeout(() => {
      reject(LATE);
      last.end();
    }, ms);
    const done = (settle) => (value) => {
      clearTimeout(timer);
      settle(value);
    };
    new Promise((begin) => begin(start(last))).then(done(resolve), done(reject));
  });
}
