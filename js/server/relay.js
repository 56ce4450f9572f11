// The relay: between a page and ProsperStack, on the owner's server. What is decided is decided in
// the module; here a request is read, the owner's functions are called, and the rest is sent.

import { engine } from '#relay';
import { caller, poster } from './relay/deliver.js';
import { RelayError } from './relay/error.js';
import { listener } from './relay/node.js';
import { own, quietly } from './relay/owner.js';
import { refuseInPage } from './relay/page.js';
import { perform } from './relay/perform.js';
import { fromRequest } from './relay/request.js';

export { RelayError };

/** @typedef {import('./relay/perform.js').Answer} Answer */

/** What answers an exchange, by the relay that was made of it. @type {WeakMap<import('./relay.js').Relay, Answer>} */
const answers = new WeakMap();

/**
 * A copy of what counts in the options: what is checked is then what is used.
 *
 * @param {unknown} options
 */
function taken(options) {
  if (options == null) return undefined;
  try {
    const prosperstack = own(options, 'prosperstack');
    return {
      prosperstack,
      ...pick(prosperstack, ['url', 'apiKey', 'deliver']),
      ...pick(options, [
        'authenticate',
        'allow',
        'allowedOrigins',
        'seen',
        'delivered',
        'rateLimit',
        'log',
        'timeoutMs',
      ]),
    };
  } catch {
    return undefined;
  }
}
/** @type {(object: unknown, names: string[]) => Record<string, unknown>} */
const pick = (object, names) => Object.fromEntries(names.map((name) => [name, own(object, name)]));

/** @param {import('./relay.js').LogLine} line */
const print = (line) => console.log(JSON.stringify(line));

/** @type {typeof import('./relay.js').createRelay} */
export function createRelay(options) {
  refuseInPage();
  const { Relay } = engine();
  const given = /** @type {any} */ (taken(options));
  /** @type {import('#relay').Relay} */
  let relay;
  try {
    relay = new Relay(given);
  } catch (thrown) {
    if (thrown instanceof Error) throw thrown;
    const rejection = /** @type {import('#relay').Rejection} */ (thrown);
    const { code, text } = rejection;
    rejection.free();
    throw new RelayError(code, text);
  }
  const { authenticate, seen, delivered, rateLimit, deliver, log } = given;
  const { timeoutMs, largestBody, url = '', apiKey = '' } = relay;
  /** @type {import('./relay/perform.js').Owner} */
  const owner = {
    authenticate,
    seen,
    delivered,
    rateLimit,
    send: deliver ? caller(deliver) : poster(url, apiKey),
    timeoutMs,
    largestBody,
  };

  /** Answers a request; whatever the result, it is one line in the log. @type {Answer} */
  async function answer(source) {
    const began = performance.now();
    const ms = () => performance.now() - began;
    let exchange;
    let line;
    let reply;
    try {
      const { method, header } = source;
      exchange = relay.begin(
        method,
        header('origin'),
        header('content-type'),
        header('content-encoding'),
        header('content-length'),
      );
      await perform(exchange, source, owner);
      [line, reply] = [exchange.line(ms()), exchange.reply()];
    } catch {
      [line, reply] = [relay.faultLine(ms()), relay.faultReply()];
    } finally {
      try {
        exchange?.free();
      } catch {
        /* after a fault of the module's */
      }
    }
    quietly(() => (log ?? print)(line));
    return reply;
  }

  /** @type {import('./relay.js').Relay} */
  const handler = async (request) => {
    const { body, ...init } = await answer(fromRequest(request));
    return new Response(body, init);
  };
  answers.set(handler, answer);
  return handler;
}

/**
 * A relay as the listener of Node's HTTP server.
 *
 * @type {typeof import('./relay.js').nodeListener}
 */
export function nodeListener(relay) {
  const answer = answers.get(relay);
  if (!answer) throw new RelayError('not_a_relay', 'nodeListener: takes what createRelay gave');
  // What a request and a response of Node's have beyond `NodeRequest` and `NodeResponse` is used where it is there.
  return /** @type {ReturnType<typeof import('./relay.js').nodeListener>} */ (listener(answer));
}
