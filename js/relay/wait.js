// Waiting with an end.

export const LATE = Symbol('late');

/**
 * What `start` gives, or throws, within so many milliseconds; then its signal aborts and this
 * rejects with `LATE`, whatever becomes of it.
 */
export function within(ms, start) {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      reject(LATE);
      controller.abort();
    }, ms);
    const done = (settle) => (value) => {
      clearTimeout(timer);
      settle(value);
    };
    new Promise((start_) => start_(start(controller.signal))).then(done(resolve), done(reject));
  });
}
