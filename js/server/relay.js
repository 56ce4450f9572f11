// The relay: between a page and ProsperStack, on the owner's server. What is decided is decided in
// the module; here the request is read, the owner's functions are called, and the rest is sent.

import { engine } from '#relay';
import { caller, poster } from './relay/deliver.js';
import { RelayError } from './relay/error.js';
import { listener } from './relay/node.js';
import { refuseInPage } from './relay/page.js';
import { TOO_LONG, bytes } from './relay/stream.js';
import { LATE, within } from './relay/wait.js';

export { RelayError };

const GO_ON = -1;
/** What answers an exchange, by the relay that was made of it. */
const answers = new WeakMap();
const ours = (code, message) => new RelayError(code, message);

/** Options as the module reads them: JSON, in which functions and odd numbers are told apart. */
function text(options) {
  const plain = (_, value) => (typeof value == 'function' ? { function: true }
    : typeof value == 'number' && !Number.isFinite(value) ? String(value) : value);
  try {
    return JSON.stringify(options, plain) ?? '';
  } catch {
    return '';
  }
}

/** A copy of what counts in the options: what is checked is then what is used. */
function taken(options) {
  try {
    const { prosperstack, ...rest } = options;
    const { url, apiKey, deliver } = prosperstack ?? {};
    return { ...rest, prosperstack: prosperstack && { url, apiKey: apiKey?.trim?.() ?? apiKey, deliver } };
  } catch {
    return undefined;
  }
}

/** An identity as text: what is none arrives as an empty one, and is refused. */
const word = (value) => (typeof value == 'string' ? value : typeof value == 'number' ? String(value) : '');

export function createRelay(options) {
  refuseInPage();
  const module = engine();
  const given = taken(options);
  let relay;
  try {
    relay = new module.Relay(text(given));
  } catch (refused) {
    if (typeof refused != 'string') throw refused;
    throw ours(...refused.split(/\|(.*)/s));
  }
  const { authenticate, seen, delivered, rateLimit, prosperstack, log = (line) => console.log(JSON.stringify(line)) } = given;
  const { timeoutMs, largestBody } = relay;
  const outcomes = module.outcomes().split('\n').map((line, place) => {
    const [status, code] = line.split('|');
    return { place, status: Number(status), code, body: JSON.stringify({ code }) };
  });
  const named = Object.fromEntries(outcomes.map((outcome) => [outcome.code, outcome]));
  const send = prosperstack.deliver ? caller(prosperstack.deliver) : poster(prosperstack);

  /** Ends a request from within its steps. */
  class End {
    constructor(outcome, retryAfter = -1) {
      this.outcome = typeof outcome == 'number' ? outcomes[outcome] : named[outcome];
      this.retryAfter = retryAfter;
    }
  }
  /** Calls the owner's code; a throw and a wait without end are two outcomes, or one. */
  const ask = (task, failed, late = failed) =>
    within(timeoutMs, task).catch((error) => { throw new End(error === LATE ? late : failed); });

  async function read(exchange) {
    try {
      return await exchange.body(largestBody, timeoutMs);
    } catch (error) {
      throw new End(error === TOO_LONG ? 'too_large' : error === LATE ? 'too_slow' : 'broken_body');
    }
  }

  async function whoIs(request) {
    const session = await ask((last) => authenticate(request, last), 'authenticate_failed', 'authenticate_timed_out');
    if (!session) throw new End('no_session');
    try {
      const { email, userId } = session;
      return { email: word(email), userId: userId == null ? undefined : word(userId) };
    } catch {
      throw new End('authenticate_failed');
    }
  }

  /** Sends a message on; what is known about it goes into `line`. */
  async function deliver(incoming, session, line) {
    let answer;
    try {
      answer = await send(incoming.json, timeoutMs, session);
    } catch (error) {
      throw new End(error === LATE ? 'upstream_timed_out' : prosperstack.deliver ? 'deliver_failed' : 'upstream_unreachable');
    }
    line.upstream = prosperstack.deliver ? undefined : answer.status;
    const retryAfter = typeof answer.retryAfter == 'string' ? module.retryAfter(answer.retryAfter) : -1;
    return new End(module.upstream(answer.status), retryAfter);
  }

  async function handle(exchange, line) {
    const { method, header } = exchange;
    const early = relay.gate(method, header('origin'), header('content-type'), header('content-encoding'), header('content-length'));
    if (early != GO_ON) return new End(early);
    const body = await read(exchange);
    let incoming;
    try {
      incoming = relay.read(body);
    } catch (outcome) {
      if (typeof outcome != 'number') throw outcome;
      return new End(outcome);
    }
    try {
      line.messageId = incoming.messageId;
      const request = exchange.request();
      const session = await whoIs(request);
      const refused = relay.build(incoming, session.email, session.userId, Date.now());
      if (refused != GO_ON) return new End(refused);
      line.sent = incoming.sent;
      line.refused = incoming.refused;
      if (!incoming.sent) return new End('nothing_allowed');
      if (rateLimit) {
        const seconds = await ask(() => rateLimit(session, request), 'rate_limit_failed') ?? 0;
        const wait = typeof seconds == 'number' ? module.wait(seconds) : -1;
        if (wait) return wait < 0 ? new End('rate_limit_failed') : new End('too_many', wait);
      }
      if (seen) {
        const known = await ask(() => seen(incoming.messageId, session), 'seen_failed');
        if (known === true) return new End('repeated');
        if (known !== false) return new End('seen_failed');
      }
      const end = await deliver(incoming, session, line);
      if (delivered && end.outcome.status < 300) {
        await within(timeoutMs, () => delivered(incoming.messageId, session)).catch(() => { line.warning = 'delivered_failed'; });
      }
      return end;
    } finally {
      incoming.free();
    }
  }

  /** Answers an exchange; whatever comes of it, it is one line in the log. */
  const answer = async (exchange) => {
    const began = performance.now();
    const line = { event: 'relay' };
    const end = await handle(exchange, line).catch((error) => (error instanceof End ? error : new End('internal_error')));
    const { status, code, body } = end.outcome;
    try {
      log({ ...line, outcome: code, status, ms: Math.round((performance.now() - began) * 10) / 10 });
    } catch { /* the owner's log is the owner's */ }
    const retryAfter = status == 429 || status == 503 ? end.retryAfter : -1;
    return { status, headers: headers(relay, originOf(exchange), status, retryAfter), body: status == 204 ? null : body };
  };

  const handler = async (request) => {
    const { body, ...init } = await answer({
      method: request?.method,
      header: (name) => request.headers.get(name) ?? undefined,
      body: (longest, ms) => bytes(request.body, longest, ms),
      request: () => request,
    });
    return new Response(body, init);
  };
  answers.set(handler, answer);
  return handler;
}

/** A relay as the listener of Node's HTTP server. */
export function nodeListener(relay) {
  const answer = answers.get(relay);
  if (!answer) throw ours('not_a_relay', 'nodeListener: takes what createRelay gave');
  return listener(answer);
}

/** Whatever was passed for a request. */
function originOf({ header }) {
  try {
    return header('origin');
  } catch {
    return undefined;
  }
}

/** What a browser wants to see before it lets the page read the answer, or send at all. */
function headers(relay, origin, status, retryAfter) {
  const list = { 'cache-control': 'no-store', vary: 'Origin', 'x-content-type-options': 'nosniff' };
  if (typeof origin == 'string' && relay.allowsOrigin(origin)) {
    list['access-control-allow-origin'] = origin;
    list['access-control-allow-credentials'] = 'true';
    list['access-control-expose-headers'] = 'Retry-After';
    if (status == 204) {
      list['access-control-allow-methods'] = 'POST';
      list['access-control-allow-headers'] = 'Content-Type';
      list['access-control-max-age'] = '600';
    }
  }
  if (status == 405) list.allow = 'POST, OPTIONS';
  if (status != 204) list['content-type'] = 'application/json';
  if (retryAfter >= 0) list['retry-after'] = String(retryAfter);
  return list;
}
