// The first script of every page: writes down what goes wrong in it, and ends with a result.
(() => {
  /** @type {Record<'errors' | 'violations' | 'said', string[]>} */
  const seen = { errors: [], violations: [], said: [] };
  /** @type {any} */ (window).__said = seen.said;
  // Not in the capturing phase: a script that fails to load is no error of the page's.
  addEventListener('error', ({ message }) => seen.errors.push(message));
  addEventListener('unhandledrejection', ({ reason }) => seen.errors.push(String(reason)));
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
    seen.violations.push(`${effectiveDirective} ${blockedURI}`),
  );
  addEventListener('pageshow', ({ persisted }) => persisted && fetch('signal/restored'));
  for (const level of /** @type {const} */ (['warn', 'error'])) {
    const was = console[level];
    console[level] = (/** @type {any[]} */ ...words) => {
      const [, code] = /^\[ProfitWell\].*\((\w+)\)$/s.exec(words[0]) ?? [];
      if (code) seen.said.push(code);
      else was.apply(console, words);
    };
  }

  /** @param {() => unknown} test */
  const until = async (test) => {
    while (!test()) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  /** What came of the page so far; by syntax, because a condition may have replaced methods. */
  window.outcome = () => {
    /** @type {unknown[][]} */
    const calls = [];
    /** @param {ArrayLike<ArrayLike<unknown>>} list */
    const add = (list) => {
      for (let at = 0; at < list.length; at += 1) {
        const call = [];
        for (let item = 0; item < list[at].length; item += 1) call[item] = list[at][item];
        calls[calls.length] = call;
      }
    };
    add(window.__vendor?.calls ?? []);
    add(window.profitwell?.q ?? []);
    // An old framework's, by which a list becomes a string.
    const types = /** @type {any} */ ({ Array, String, Number });
    for (const name in types) delete types[name].prototype.toJSON;
    return JSON.parse(
      JSON.stringify({
        ...seen,
        calls,
        // @ts-expect-error Chromium's, which TypeScript does not know
        activated: performance.getEntriesByType('navigation')[0]?.activationStart > 0,
        runs: window.__vendor?.runs ?? 0,
      }),
    );
  };

  /** Acts, waits until the host is ready, and resolves to the outcome; after twelve seconds anyway. */
  window.observe = async (/** @type {(wait: typeof until) => Promise<void>} */ act) => {
    let ready = false;
    const finish = async () => {
      await act(until);
      if (window.analytics) await window.analytics.ready();
      ready = true;
    };
    await Promise.race([
      finish().catch((error) => seen.errors.push(String(error))),
      new Promise((resolve) => setTimeout(resolve, 12_000)),
    ]);
    const result = { ...window.outcome(), ready };
    if (parent !== window) parent.postMessage(result, '*');
    return result;
  };
})();
