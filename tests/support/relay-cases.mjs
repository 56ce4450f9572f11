// What a relay must do with a request, as data: the same in every runtime.

import { ORIGIN } from './relay-options.mjs';

const AT = '2026-01-02T03:04:05.678Z';
let messages = 0;

/** The next message id. */
const id = () => `m-${++messages}`;

/**
 * A message of the contract between page and relay.
 * @param {Record<string, any>} [traits]
 * @param {Record<string, any>} [more] fields beside the traits
 * @returns {Record<string, any>}
 */
export const message = (traits = { plan: 'pro' }, more = {}) => ({
  type: 'identify',
  messageId: id(),
  timestamp: AT,
  userId: 'u1',
  traits: { email: 'jane@example.com', ...traits },
  ...more,
});

/**
 * The same as it is to arrive: of the traits only these, and the session's user.
 * @param {Record<string, any>} message
 * @param {Record<string, any>} traits
 * @param {Record<string, any>} [who]
 */
export const arrives = ({ messageId, timestamp = AT }, traits, who = {}) => {
  const { userId, email } = { userId: 'u1', email: 'jane@example.com', ...who };
  return JSON.stringify({ type: 'identify', messageId, timestamp, userId, traits: { email, ...traits } });
};

/**
 * The request with such a body.
 * @param {unknown} body
 * @param {Record<string, string>} [options] the session, and headers in place of the usual ones
 */
const post = (body, { session = 'jane', ...headers } = {}) => ({
  method: 'POST',
  headers: { origin: ORIGIN, 'content-type': 'application/json', cookie: `a=b; session=${session}`, ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
/**
 * @param {Request} request
 * @param {string} name
 */
const without = (request, name) => ({
  ...request,
  headers: Object.fromEntries(Object.entries(request.headers).filter(([key]) => key !== name)),
});

const example = {
  traits: {
    'Number of contacts': 5800,
    'Is professional': true,
    'Last contacted': '2021-05-04',
    'Preferred name': 'Johnny',
  },
};

/** @typedef {Awaited<ReturnType<typeof import('./direct-destination.mjs').directDestination>>} Destination */
/** @typedef {{ method: string, headers: Record<string, string>, body?: string }} Request */

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {Request} request
 * @property {number} status of the answer
 * @property {string} code of the answer
 * @property {string[]} arrived the bodies that arrive on the other side
 * @property {Parameters<Destination['answer']>[0]} [upstream] what the other side answers
 * @property {string} [retryAfter] of the answer
 * @property {boolean} [foreign] whether it comes from another origin
 * @property {boolean} [large] whether its sender may find the connection closed
 */

export function cases() {
  /** @type {Case[]} */
  const list = [];
  /** @type {(name: string, request: Request, status: number, code: string, arrived?: string[], more?: Partial<Case>) => void} */
  const add = (name, request, status, code, arrived = [], more = {}) =>
    list.push({ name, request, status, code, arrived, ...more });
  /**
   * @param {string} name
   * @param {Record<string, any>} given
   * @param {Record<string, any>} traits
   * @param {Record<string, any>} [others]
   */
  const passes = (name, given, traits, { options, who, more, body = given } = {}) => {
    add(name, post(body, options), 200, 'delivered', [arrives(given, traits, who)], more);
  };

  passes('the documented example arrives byte for byte', message(example), example);
  passes('an audience arrives, true', message({ order_completed_last_30days: true }), {
    order_completed_last_30days: true,
  });
  passes('an audience arrives, false', message({ order_completed_last_30days: false }), {
    order_completed_last_30days: false,
  });
  passes('letters of all scripts arrive', message({ 'Größe ✓ 😀': 'ñ 😀 \u2028 "\\' }), {
    'Größe ✓ 😀': 'ñ 😀 \u2028 "\\',
  });
  passes('the user is the session\u2019s, whatever the page says', message({ a: 1 }, { userId: 'victim' }), { a: 1 });
  passes(
    'a user id that is a number is a text',
    message({ a: 1 }),
    { a: 1 },
    { options: { session: 'numbered' }, who: { userId: '42' } },
  );
  passes(
    'a session without a user id gives a message without one',
    message({ email: 'john@example.com', a: 1 }, { userId: 'u1' }),
    { a: 1 },
    { options: { session: 'john' }, who: { email: 'john@example.com', userId: undefined } },
  );
  passes(
    'the content type may have a charset',
    message({ a: 1 }),
    { a: 1 },
    { options: { 'content-type': 'application/json; charset=UTF-8' } },
  );
  const forged = message(
    { a: 1 },
    {
      anonymousId: 'victim',
      context: { traits: { email: 'victim@example.com' } },
      integrations: { All: true },
      writeKey: 'w',
      email: 'victim@example.com',
    },
  );
  Object.assign(forged.traits, {
    username: 'victim',
    'User-Name': 'victim',
    anonymousId: 'victim',
    session_id: 'victim',
    Email: 'victim@example.com',
    'e-mail': 'victim@example.com',
    id: 'victim',
    userId: 'victim',
    'traits.email': 'victim@example.com',
    list: ['victim@example.com'],
    object: { email: 'victim@example.com' },
    traits: { email: 'victim@example.com', EMAIL: 'victim@example.com', b: 2, deep: { a: 1 } },
  });
  passes('every other field in which a page could name somebody is left out', forged, { a: 1, traits: { b: 2 } });
  const proto = message({ a: 1 });
  const more = '"__proto__":{"email":"victim@example.com"},"constructor":{"prototype":{"email":"victim@example.com"}}';
  passes(
    '__proto__ is a key as any other, and no property',
    proto,
    { a: 1 },
    { body: JSON.stringify(proto).replace('"a":1', `"a":1,${more}`) },
  );

  add(
    'only the session\u2019s email and nothing else is nothing to send',
    post(message({ plan: undefined })),
    200,
    'nothing_allowed',
  );

  // Where it comes from, and how.
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD']) {
    const { body, ...bare } = post(message());
    add(
      `${method} is refused`,
      { ...(method === 'GET' || method === 'HEAD' ? bare : { ...bare, body }), method },
      405,
      'method_not_allowed',
    );
  }
  add('no origin is refused', without(post(message()), 'origin'), 403, 'missing_origin');
  for (const origin of [
    'https://evil.example',
    'null',
    'https://shop.example.evil.co',
    'http://shop.example',
    'https://SHOP.example',
  ]) {
    add(`the origin ${origin} is refused`, post(message(), { origin }), 403, 'foreign_origin', [], { foreign: true });
  }
  add(
    'a simple cross-site POST with the visitor\u2019s cookies is refused',
    post(message(), { origin: 'https://evil.example', 'content-type': 'text/plain' }),
    403,
    'foreign_origin',
    [],
    { foreign: true },
  );
  add(
    'text/plain is refused, from our own pages too',
    post(message(), { 'content-type': 'text/plain' }),
    415,
    'not_json',
  );
  add('a form is refused', post('a=b', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'not_json');
  add('a compressed body is refused', post(message(), { 'content-encoding': 'gzip' }), 415, 'not_json');
  add(
    'a preflight of our own pages is granted',
    {
      method: 'OPTIONS',
      headers: {
        origin: ORIGIN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    },
    204,
    'preflight',
  );
  add(
    'a preflight of other pages is not',
    { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } },
    403,
    'foreign_origin',
    [],
    { foreign: true },
  );

  // What is in it.
  add('a body of 10 MB is refused', post(message({ a: 'x'.repeat(10 << 20) })), 413, 'too_large', [], { large: true });
  add('a body one byte too long is refused', post(JSON.stringify(message()).padEnd(32769)), 413, 'too_large');
  const full = message({ a: '', b: 'x'.repeat(20_000) });
  full.traits.a = 'x'.repeat(32768 - JSON.stringify(full).length);
  passes('a body of exactly 32 KB passes', full, { a: full.traits.a, b: full.traits.b });
  // What no property can have spoils nothing but itself.
  const unfit = message({ a: 1, b: 'x\ud83d', '\ud83d': 2, '\ude00': 3, c: [], d: {}, e: 'x'.repeat(28_000) });
  passes('a value that no property can have spoils nothing but itself', unfit, { a: 1, b: 'x\ufffd' });
  const infinite = message({ a: 1 });
  passes(
    'a number that is none spoils nothing but itself',
    infinite,
    { a: 1 },
    { body: JSON.stringify(infinite).replace('"a":1', '"a":1,"b":1e999') },
  );
  for (const [name, body] of [
    ['nothing', ''],
    ['half a message', '{"type":"identify",'],
    ['a list', '[]'],
    ['binary', '\u0000\u0001\u0002'],
  ]) {
    add(`${name} is malformed`, post(body), 400, 'malformed');
  }
  add(
    'a key that stands twice is malformed',
    post(JSON.stringify(message()).replace('"email"', '"email":"jane@example.com","email"')),
    400,
    'malformed',
  );
  add('another call than identify is refused', post(message({}, { type: 'track' })), 400, 'not_identify');
  add('a message without an id is refused', post(message({}, { messageId: undefined })), 400, 'not_identify');
  add(
    'an id with line breaks is refused',
    post(message({}, { messageId: 'a\r\nSet-Cookie: b=c' })),
    400,
    'not_identify',
  );
  add(
    'an email that is a list is refused',
    post(message({ email: ['jane@example.com', 'victim@example.com'] })),
    400,
    'not_identify',
  );

  // Whose it is.
  add('nobody signed in is refused', post(message(), { session: 'nobody' }), 401, 'no_session');
  add('so is undefined', post(message(), { session: 'undefined' }), 401, 'no_session');
  add(
    'a message for another email is a conflict',
    post(message({ email: 'victim@example.com', a: 1 })),
    409,
    'another_email',
  );
  for (const session of [
    'nan',
    'infinite',
    'huge',
    'fraction',
    'big',
    'inherited',
    'no-email',
    'odd-email',
    'odd-user',
    'text',
  ]) {
    add(
      `a session that is none (${session}) is the owner\u2019s fault`,
      post(message(), { session }),
      501,
      'invalid_session',
    );
  }
  add(
    'an authenticate that throws may do so only for now',
    post(message(), { session: 'throws' }),
    503,
    'authenticate_failed',
  );
  add('so may a session that throws', post(message(), { session: 'getter' }), 503, 'authenticate_failed');
  add(
    'an authenticate that never settles is given up',
    post(message(), { session: 'hangs' }),
    503,
    'authenticate_timed_out',
  );
  add('the owner\u2019s limit asks to wait', post(message(), { session: 'limited' }), 429, 'too_many', [], {
    retryAfter: '7',
  });

  // What the other side says.
  /** @type {(name: string, upstream: Case['upstream'], status: number, code: string, retryAfter?: string) => void} */
  const answered = (name, upstream, status, code, retryAfter) => {
    const given = message({ a: 1 });
    add(name, post(given), status, code, [arrives(given, { a: 1 })], { upstream, retryAfter });
  };
  answered('202 is handed on', 202, 202, 'accepted');
  answered(
    'a refused message is not repeated',
    { status: 400, body: '{"message":"Missing email address"}' },
    400,
    'upstream_refused',
  );
  answered('a wrong API key is the owner\u2019s trouble', 401, 501, 'upstream_key_refused');
  answered('so is one without permission', 403, 501, 'upstream_key_refused');
  answered('so is a wrong URL', 404, 501, 'upstream_not_found');
  answered(
    'a redirect is not followed',
    { status: 307, headers: { location: '/elsewhere' } },
    502,
    'upstream_redirected',
  );
  answered(
    '429 is handed on with its wait',
    { status: 429, headers: { 'retry-after': '17' } },
    429,
    'upstream_throttled',
    '17',
  );
  answered(
    'and without a wait that is none',
    { status: 429, headers: { 'retry-after': 'soon' } },
    429,
    'upstream_throttled',
  );
  answered('500 is for now', 500, 503, 'upstream_failed');
  answered('501 is for good', 501, 501, 'upstream_unsupported');
  answered(
    '503 is for now, with its wait',
    { status: 503, headers: { 'retry-after': '3' } },
    503,
    'upstream_failed',
    '3',
  );
  answered('an answer that never comes is given up', 'hang', 504, 'upstream_timed_out');
  answered('a connection that breaks is for now', 'reset', 502, 'upstream_unreachable');
  answered('what is no HTTP is for now', 'garbage', 502, 'upstream_unreachable');
  answered('an answer whose body never ends counts by its status', 'endless', 200, 'delivered');
  answered('so does one whose body stalls', 'stall', 200, 'delivered');
  answered('a body of garbage counts for nothing', { status: 200, body: '\u0000<html>' }, 200, 'delivered');
  return list;
}

/**
 * Runs one against a relay at `url`; what came back, and what has arrived on the other side.
 *
 * @param {Case} one
 * @param {string} url
 * @param {Destination} destination
 */
export async function run({ request, upstream, large }, url, destination) {
  destination.taken();
  destination.answer(upstream);
  const response = await fetch(url, request).catch((error) => {
    // Whoever is still writing 10 MB may find the connection closed before they read the answer.
    if (!large) throw error;
  });
  if (!response) return { closed: true, arrived: destination.taken() };
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    code: text ? JSON.parse(text).code : undefined,
    arrived: destination.taken(),
  };
}
