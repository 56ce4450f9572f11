// A server that takes messages as Segment's published contract for direct destinations says
// (segment-docs, src/partners/direct-destination.md): HTTPS POST, the API key as the user name of
// Basic authentication, one JSON message a request; 200, 202, 400 with {message}, 401, 403, 500,
// 501 for a type it does not support, 503. What it does not do by itself it does on demand.
// Written from that page and independent of the relay that is tested against it.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { boundPort } from '../../scripts/tools.mjs';

const KEY = 'key_test_0123456789';

/**
 * A request as it arrived, and the status that it was answered with, where it was one.
 *
 * @typedef {object} Got
 * @property {string | undefined} method
 * @property {string | undefined} url
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string[]} rawHeaders
 * @property {string} body
 * @property {number} [status]
 */

/** @typedef {{ status: number, headers?: Record<string, string>, body?: string }} Answer */

/**
 * Says what the contract says about a request; nothing about what a message must hold besides.
 *
 * @param {Pick<Got, 'method' | 'headers' | 'body'>} request
 * @param {string} key
 * @returns {Answer}
 */
function judge({ method, headers, body }, key) {
  /** @type {(status: number, message: string) => Answer} */
  const refuse = (status, message) => ({ status, body: JSON.stringify({ message }) });
  if (method !== 'POST') return refuse(405, 'only POST');
  const [, given] = /^Basic ([A-Za-z0-9+/=]+)$/.exec(headers.authorization ?? '') ?? [];
  if (given === undefined) return refuse(401, 'Missing API key');
  if (Buffer.from(given, 'base64').toString() !== `${key}:`) return refuse(401, 'Invalid API key');
  if (headers['content-type'] !== 'application/json') return refuse(400, 'Not JSON');
  let message;
  try {
    message = JSON.parse(body);
  } catch {
    return refuse(400, 'Malformed JSON');
  }
  if (message.type !== 'identify') return refuse(501, `Unsupported type ${message.type}`);
  if (typeof message.traits?.email !== 'string') return refuse(400, 'Missing email address');
  return { status: 200, body: '{}' };
}

/**
 * Starts one. `answer(what)` sets what the next requests get: a status; `{status, headers, body}`;
 * `'hang'` (never an answer), `'hold'` (200, once `release()` is called), `'reset'` (the connection is cut), `'garbage'` (no HTTP), `'endless'`
 * (a body that does not end), `'stall'` (headers, then no body); nothing for what the contract says.
 */
export async function directDestination({ key = KEY } = {}) {
  /** @type {Got[]} */
  const requests = [];
  /** @type {number | string | Answer | undefined} */
  let answer;
  let counted = 0;
  /** @type {(() => void)[]} */
  const waiting = [];
  /** @type {(() => void)[]} */
  const held = [];
  const server = createServer((message, response) => {
    /** @type {Buffer[]} */
    const parts = [];
    message.on('data', (part) => parts.push(part));
    message.on('error', () => {});
    message.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const { method, url, headers, rawHeaders } = message;
      /** @type {Got} */
      const got = { method, url, headers, rawHeaders, body };
      requests.push(got);
      counted += 1;
      for (const task of waiting.splice(0)) task();
      const given = typeof answer === 'number' ? { status: answer } : answer;
      const judged = typeof given === 'object' ? given : judge({ method, headers, body }, key);
      const { status, headers: more, body: text } = judged;
      if (answer === 'hang') return;
      if (answer === 'hold') {
        held.push(() => response.writeHead(200).end('{}'));
        return;
      }
      if (answer === 'reset') return void message.socket.resetAndDestroy();
      if (answer === 'garbage') return void message.socket.end('\u0000\u0001 this is no HTTP\r\n\r\n');
      if (answer === 'stall' || answer === 'endless') {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{');
        if (answer === 'endless') {
          const more = () => {
            while (!response.destroyed && response.write(Buffer.alloc(65536, ' ')));
          };
          response.on('drain', more);
          more();
        }
        return;
      }
      got.status = status; // where it was one: whoever hung or broke off has taken nothing
      response.writeHead(status, { 'content-type': 'application/json', ...more });
      response.end(text);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    key,
    url: `http://127.0.0.1:${boundPort(server)}/segment`,
    requests,
    count: () => counted,
    /** What arrived since the last call. */
    taken: () => requests.splice(0),
    /** @param {typeof answer} what */
    answer: (what) => {
      answer = what;
    },
    release: () => {
      for (const task of held.splice(0)) task();
    },
    /** Cuts every connection. */
    drop: () => server.closeAllConnections(),
    /** Resolves when the next request has arrived. */
    next: () => /** @type {Promise<void>} */ (new Promise((resolve) => waiting.push(resolve))),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
