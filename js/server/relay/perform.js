// Performs the steps of the module until it answers, and passes it the result of each step.

import { ALREADY_READ, TOO_LONG } from './collect.js';
import { own } from './owner.js';
import { LATE, within } from './wait.js';

/** @typedef {import('../relay.js').NamedSession} NamedSession */
/** @typedef {import('../relay.js').RelayOptions} RelayOptions */

/**
 * A request, of the standard or of Node.
 *
 * @typedef {object} Source
 * @property {string} method
 * @property {(name: string) => string | undefined} header
 * @property {(longest: number, ms: number) => Uint8Array | Promise<Uint8Array>} body throws or rejects with `ALREADY_READ`,
 *   `TOO_LONG`, `LATE`
 * @property {() => Request | undefined} request what the owner's code is shown; undefined where its host is none
 * @property {import('../relay.js').HostOptions['node']} node
 */

/** What the page gets. @typedef {{ status: number, headers: Record<string, string>, body?: string }} Reply */
/** @typedef {(source: Source) => Promise<Reply>} Answer */

/**
 * The owner's code and settings. A step that asks for a function comes only where there is one.
 *
 * @typedef {Required<Pick<RelayOptions, 'authenticate' | 'rateLimit' | 'seen' | 'delivered' | 'timeoutMs'>> & {
 *   send: import('./deliver.js').Send, largestBody: number
 * }} Owner
 */

/**
 * @param {import('#relay').Exchange} exchange
 * @param {Source} source
 * @param {Owner} owner
 */
export async function perform(
  exchange,
  source,
  { authenticate, rateLimit, seen, delivered, send, timeoutMs, largestBody },
) {
  /** @type {NamedSession | undefined} */
  let session;
  /** What the owner's code is shown. @type {Request} */
  let request;
  /** The session as the owner's functions get it: always the same object. */
  const sessionNow = () => {
    session ??= /** @type {NamedSession} */ ({ email: exchange.email, userId: exchange.userId });
    return session;
  };

  /**
   * Performs a step and returns its result.
   *
   * @template T
   * @param {() => T | Promise<T>} step
   * @param {(value: T) => typeof exchange.step} tell
   */
  async function take(step, tell) {
    let value;
    try {
      value = await step();
    } catch (error) {
      if (error === TOO_LONG) return exchange.bodyTooLong();
      if (error === ALREADY_READ) return exchange.bodyAlreadyRead();
      return error === LATE ? exchange.late() : exchange.failed();
    }
    return tell(value);
  }
  /**
   * Calls the owner's code, whose last argument is `{signal, node}`.
   *
   * @template T
   * @param {(last: import('../relay.js').CallOptions & import('../relay.js').HostOptions) => T | Promise<T>} call
   */
  const ask = (call) => within(timeoutMs, (last) => call(Object.assign(last, { node: source.node })));
  /** @param {unknown} given what `authenticate` gave */
  function authenticated(given) {
    let email;
    let userId;
    try {
      email = own(given, 'email');
      userId = own(given, 'userId');
    } catch {
      return exchange.failed(); // a getter of the owner's
    }
    return exchange.authenticated(given, email, userId, Date.now());
  }

  for (let { step } = exchange; ; ) {
    switch (step) {
      case 'readBody':
        step = await take(
          () => source.body(largestBody, timeoutMs),
          (body) => exchange.bodyRead(body),
        );
        break;
      case 'authenticate': {
        const shown = source.request();
        if (!shown) {
          step = exchange.invalidHost();
          break;
        }
        request = shown;
        step = await take(() => ask((last) => authenticate(shown, last)), authenticated);
        break;
      }
      case 'askRateLimit':
        step = await take(
          () => ask((last) => rateLimit(sessionNow(), request, last)),
          (seconds) => exchange.limited(seconds),
        );
        break;
      case 'askSeen': {
        const messageId = /** @type {string} */ (exchange.messageId);
        step = await take(
          () => ask(() => seen(messageId, sessionNow())),
          (known) => exchange.seen(known),
        );
        break;
      }
      case 'deliver':
        step = await take(
          () => send(/** @type {string} */ (exchange.json), timeoutMs, sessionNow),
          ({ status, retryAfter }) => exchange.delivered(status, retryAfter),
        );
        break;
      case 'tellDelivered': {
        const messageId = /** @type {string} */ (exchange.messageId);
        step = await take(
          () => ask(() => delivered(messageId, sessionNow())),
          () => exchange.told(),
        );
        break;
      }
      default:
        return;
    }
  }
}
