// ProsperStack's cancellation flow, over its own library, which is loaded when it is wanted. Its
// promise never settles where something fails; ours always does, so that no cancel button is dead.

import { attempt } from '../../src/page/attempt.js';
import { LONGEST_TIMEOUT_MS } from '../../src/page/border.js';
import { payload, refusal } from './payload.js';

const STATUSES = /^(canceled|saved|incomplete|deflected)$/;
const DEFAULT_TIMEOUT_MS = 10_000;
/** How long the library still listens to a dialogue that it has closed. */
const CLOSING_MS = 300;

/** @typedef {import('./flow.js').CancellationFlowOptions} Options */
/** @typedef {import('./flow.js').CancellationFlowResult} Result */
/** @typedef {import('./flow.js').CancellationFlowError['details']} Problem */

/** The published library. In a `try`, because a bundler then continues without a package that the site does not have. */
async function published() {
  try {
    return await import('@prosperstack/flow');
  } catch {
    throw new Error('no flow');
  }
}

/**
 * A library from a script tag takes precedence. The package is UMD: bundlers export it in different ways.
 *
 * @returns {Promise<typeof import('@prosperstack/flow')>}
 */
async function library() {
  /** @param {any[]} all */
  const found = (...all) => all.find((one) => typeof attempt(() => one.flow) === 'function');
  const { default: inner, ...names } = found(window.ProsperStack) ?? (await published());
  const it = found(names, inner, window.ProsperStack);
  if (!it) throw new Error('no flow');
  return it;
}

/** @type {() => HTMLElement[]} */
const elements = () =>
  Array.from(document.querySelectorAll('#prosperstack-style, #prosperstack-overlay, .prosperstack-iframe'));

/** What the library has put into the page since this was called. */
function traces() {
  const before = elements();
  const ours = () => elements().filter((element) => !before.includes(element));
  const remove = () => {
    for (const element of ours()) element.remove();
  };
  /** Closes the dialogue with its own message. If it were only removed, the library would continue to listen. */
  const close = () => {
    const overlay = ours().find(({ id }) => id === 'prosperstack-overlay');
    if (!overlay) return; // closed already
    const frame = ours().find((element) => element instanceof HTMLIFrameElement);
    if (frame) {
      frame.style.setProperty('display', 'none', 'important');
      const message = { origin: attempt(() => new URL(frame.src).origin), data: { message: 'closed' } };
      window.dispatchEvent(new MessageEvent('message', message));
    }
    if (overlay.isConnected) remove(); // nothing listens yet
  };
  return {
    remove,
    close,
    /** Closes it, and waits until the library no longer listens: it does not tell the messages of two dialogues apart. */
    async closed() {
      close();
      if (ours().length) await new Promise((resolve) => setTimeout(resolve, CLOSING_MS));
    },
  };
}

/** What the last flow has put there. @type {ReturnType<typeof traces> | undefined} */
let last;

/**
 * Opens the flow; what `shown`, `done` and `undo` are called with is its only result.
 *
 * @param {Options} options
 * @param {{ over(): boolean, shown(): void, done(result: Result): void, undo(task: () => void): void }} events
 */
async function open(options, { over, shown, done, undo }) {
  const wrong = refusal(options);
  if (wrong) throw wrong;
  const { flow } = await library().catch(() => {
    throw 'library_missing';
  });
  /** @type {import('@prosperstack/flow').FlowPayload} */
  let given = payload(options);
  const { sign, displayMode, language } = options;
  if (sign) {
    const text = JSON.stringify(given);
    const signature = await new Promise((resolve) => resolve(sign.call(options, text))).catch(() => {
      throw 'sign_failed';
    });
    if (typeof signature !== 'string' || !signature) throw 'sign_failed';
    // The bytes that were signed are the bytes that are sent.
    given = { payload: text, signature };
  }
  await last?.closed();
  if (over()) return;
  const trace = traces();
  last = trace;
  undo(trace.close);
  /** @param {unknown} [message] */
  const failed = (message) => {
    // The library's own message covers the page, in which the site now helps itself.
    trace.remove();
    done({ status: 'error', details: 'flow_failed', ...(typeof message === 'string' && { message }) });
  };
  flow(given, {
    // The library reads this again before it adds the dialogue. A throw then keeps a flow that is over from being shown.
    get displayMode() {
      if (over()) throw new Error('over');
      return displayMode;
    },
    language,
    onStarted: shown,
    onClosed: () => done({ status: 'closed' }),
    onError: (error) => failed(attempt(() => error.message)),
  })
    .then(({ status, flowSession }) =>
      done(
        STATUSES.test(status)
          ? { status, flowSession: /** @type {any} */ (flowSession) } // an interface, which has no index
          : { status: 'error', details: 'unknown_status' },
      ),
    )
    .catch(() => failed());
}

/** @type {Promise<Result> | undefined} */
let running;

/**
 * Opens the flow and resolves to its result; while one is open, to the result of that one.
 *
 * @type {typeof import('./flow.js').cancellationFlow}
 */
export const cancellationFlow = (options) => {
  running ??= start(attempt(() => ({ ...options }), /** @type {Options} */ ({}))).finally(() => {
    running = undefined;
  });
  return running;
};

/** Runs what is the site's; its failure is the site's, too. @param {() => unknown} task */
const outside = (task) => new Promise((resolve) => resolve(task())).catch((error) => console.error(error));

/** @type {typeof import('./flow.js').cancellationFlow} */
async function start(options) {
  const { fallback, signal, timeoutMs = DEFAULT_TIMEOUT_MS, track } = options;
  let visible = false;
  /** @type {(name: string, properties: { status?: string }) => unknown} */
  const tell = (name, properties) => track && outside(() => track.track(`Cancellation Flow ${name}`, properties));
  /** @type {Result} */
  const result = await new Promise((resolve) => {
    let over = false;
    let undo = () => {};
    /** @param {Result} result */
    const done = (result) => {
      over = true;
      clearTimeout(timer);
      attempt(() => signal?.removeEventListener('abort', abort));
      resolve(result);
    };
    /** @param {Result} result */
    const leave = (result) => {
      done(result);
      undo();
    };
    const abort = () => leave({ status: 'closed', details: 'aborted' });
    const wait = timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS ? timeoutMs : DEFAULT_TIMEOUT_MS;
    // Until it is shown; from then on a person is looking at it.
    const timer = setTimeout(() => leave({ status: 'error', details: 'timed_out' }), wait);
    if (attempt(() => signal?.aborted)) return abort();
    attempt(() => signal?.addEventListener('abort', abort));
    open(options, {
      over: () => over,
      shown() {
        if (over) return;
        visible = true;
        clearTimeout(timer);
        tell('Started', {});
      },
      done,
      undo: (task) => {
        undo = task;
      },
    }).catch((why) =>
      done({ status: 'error', details: typeof why === 'string' ? /** @type {Problem} */ (why) : 'flow_failed' }),
    );
  });
  if (visible) tell('Completed', { status: result.status });
  if (result.status === 'error' && !visible && typeof fallback === 'function') outside(() => fallback(result));
  return result;
}

/**
 * Gets ready, so that the flow opens faster; whether that worked.
 *
 * @type {typeof import('./flow.js').prefetch}
 */
export const prefetch = async (options) => {
  try {
    if (refusal(options)) return false;
    const { clientId, subscription } = /** @type {import('@prosperstack/flow').InitOptions} */ (payload(options));
    const { init } = await library();
    // The library keeps what it gets. Its promise does not settle where something fails.
    const late = new Promise((resolve) => setTimeout(resolve, DEFAULT_TIMEOUT_MS, false));
    return await Promise.race([init({ clientId, subscription }).then(() => true), late]);
  } catch {
    return false;
  }
};
