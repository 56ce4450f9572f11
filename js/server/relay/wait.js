// Waiting with an end.

export const LATE = Symbol('late');

/**
 * What `start` gives, or throws, within so many milliseconds. Later this rejects with `LATE`, whatever becomes of it, and the
 * signal that `start` may ask for aborts. Most code does not ask, and a signal costs more than all else here.
 */
export function within(ms, start) {
  return new Promise((resolve, reject) => {
    let controller;
    let late = false;
    const signal = () => {
      controller ??= new AbortController();
      if (late) controller.abort();
      return controller.signal;
    };
    const timer = setTimeout(() => {
      late = true;
      reject(LATE);
      controller?.abort();
    }, ms);
    const done = (settle) => (value) => {
      clearTimeout(timer);
      settle(value);
    };
    new Promise((begin) => begin(start(signal))).then(done(resolve), done(reject));
  });
}
