// A request and a response of Node's own HTTP server, as the relay reads them. It uses only the two
// objects that it receives; with `Request` and `Response` it would cost half as much again.

import { ALREADY_READ, Collector } from './collect.js';
import { LATE } from './wait.js';

/** How much of a body that nobody wants is read, so that its sender gets to read the answer. */
const LINGER_BYTES = 1 << 20;
const LINGER_MS = 1000;

/**
 * @typedef {import('node:http').IncomingMessage & {
 *   method: string, url: string, body?: unknown, socket: { encrypted?: boolean }
 * }} Message
 */
/** @typedef {import('node:http').ServerResponse} Response */
/** @typedef {import('./perform.js').Answer} Answer */

/**
 * What is being answered on a connection, and whether its end has been announced: what follows on it is not carried out then.
 *
 * @type {WeakMap<object, Promise<boolean>>}
 */
const connections = new WeakMap();

/**
 * The body: that of the connection, or what a parser before us made of it.
 *
 * @param {Message} message
 * @param {number} longest
 * @param {number} ms
 */
function bodyOf(message, longest, ms) {
  if (!message.readableDidRead && !message.readableEnded) return collect(message, longest, ms);
  const { body } = message;
  if (body instanceof Uint8Array) return whole(body, longest);
  if (typeof body === 'string') return whole(new TextEncoder().encode(body), longest);
  if (typeof body === 'object' && body) return whole(new TextEncoder().encode(JSON.stringify(body)), longest);
  throw ALREADY_READ;
}

/**
 * @param {Uint8Array} body
 * @param {number} longest
 */
function whole(body, longest) {
  const collector = new Collector(longest);
  collector.add(body);
  return collector.bytes;
}

/**
 * As `bytes` of stream.js.
 *
 * @param {Message} message
 * @param {number} longest
 * @param {number} ms
 * @returns {Promise<Uint8Array>}
 */
function collect(message, longest, ms) {
  return new Promise((resolve, reject) => {
    const collector = new Collector(longest);
    /** @type {<T>(settle: (value: T) => void, value: T) => void} */
    const end = (settle, value) => {
      clearTimeout(timer);
      message.off('data', take).off('end', finish).off('close', broken);
      settle(value);
    };
    /** @param {Uint8Array} part */
    const take = (part) => {
      try {
        collector.add(part);
      } catch (error) {
        end(reject, error);
      }
    };
    const finish = () => end(resolve, collector.bytes);
    const broken = () => end(reject, new Error('the connection was closed'));
    const timer = setTimeout(() => end(reject, LATE), ms);
    if (message.destroyed) return broken();
    message.on('data', take).on('end', finish).on('close', broken);
  });
}

/**
 * What the owner's code is shown: the request without its body; undefined where its host is none.
 *
 * @param {Message} message
 */
function asRequest({ headers: { host, ':authority': authority }, method, rawHeaders, socket, url }) {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!rawHeaders[at].startsWith(':')) headers.append(rawHeaders[at], rawHeaders[at + 1]); // HTTP/2 has such
  }
  // HTTP/1.0 has no host, HTTP/2 calls it otherwise.
  const named = String(host ?? authority ?? 'localhost');
  if (!/^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(named)) return undefined;
  try {
    return new Request(`${socket?.encrypted ? 'https' : 'http'}://${named}${url.startsWith('/') ? url : '/'}`, {
      method,
      headers,
    });
  } catch {
    return undefined; // such as 256.256.256.256: nobody knows better than whoever parses it
  }
}

/**
 * A listener for what answers an exchange.
 *
 * @type {(answer: Answer) => (message: Message, response: Response) => Promise<void>}
 */
export const listener = (answer) => async (message, response) => {
  // A client that goes away is no error of the server's.
  message.on('error', () => {});
  response.on('error', () => {});
  // HTTP/2 has streams of its own.
  if (message.httpVersionMajor !== 1) {
    await respond(answer, message, response);
    return;
  }
  const { socket } = message;
  // Node reads requests that follow one another at once, and hands all of them over.
  const before = connections.get(socket);
  const done = Promise.resolve(before).then((ending) => ending || respond(answer, message, response));
  connections.set(socket, done);
  if (await before) message.destroy();
  await done;
};

/**
 * Answers; whether the connection ends with that.
 *
 * @param {Answer} answer
 * @param {Message} message
 * @param {Response} response
 */
async function respond(answer, message, response) {
  const {
    status,
    headers: common,
    body,
  } = await answer({
    method: message.method,
    header: (name) => /** @type {string | undefined} */ (message.headers[name]), // none that the relay reads is a list
    body: (longest, ms) => bodyOf(message, longest, ms),
    request: () => asRequest(message),
    node: message,
  });
  /** @type {Record<string, string>} */
  const headers = { ...common, 'content-length': String(body?.length ?? 0) }; // it is ASCII
  const rest = !message.complete && message.httpVersionMajor === 1;
  if (rest) headers.connection = 'close';
  try {
    response.writeHead(status, headers);
    if (rest) response.on('finish', () => linger(message));
    response.end(body);
  } catch {
    // Somebody else has answered already; nobody would hear of a rejection.
    response.destroy();
  }
  return rest;
}

/** Reads on for a little, then closes the connection. @param {Message} message */
function linger(message) {
  let left = LINGER_BYTES;
  const end = () => message.destroy();
  const timer = setTimeout(end, LINGER_MS);
  message.on('close', () => clearTimeout(timer));
  message.on('data', (part) => {
    left -= part.length;
    if (left < 0) end();
  });
  message.resume();
}
