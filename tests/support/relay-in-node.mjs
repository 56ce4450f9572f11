// A relay in Node over real HTTP, and the server of the contract that it sends to.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, afterEach, before } from 'node:test';
import { createRelay, nodeListener } from 'retention-destinations/relay';
import { directDestination } from './direct-destination.mjs';
import { ORIGIN, relayOptions } from './relay-options.mjs';

/** What the relays have logged. @type {object[]} */
export const lines = [];
/** The servers that are closed in the end. @type {import('node:http').Server[]} */
export const opened = [];
/** @type {Awaited<ReturnType<typeof directDestination>>} */
export let destination;
/** Where a relay with the usual options listens. @type {string} */
export let url;

/** A relay that sends to the destination. @param {object} [options] */
export const relay = (options) =>
  createRelay(relayOptions({ url: destination.url, apiKey: destination.key, lines, ...options }));

/**
 * A relay over HTTP, on a port of its own.
 *
 * @param {object} [options]
 * @param {(listener: import('node:http').RequestListener) => import('node:http').RequestListener} [around]
 */
export async function serve(options, around = (listener) => listener) {
  const server = createServer(around(nodeListener(relay(options)))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(server);
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}/identify`;
}

before(async () => {
  destination = await directDestination();
  url = await serve();
});
afterEach(() => destination.answer(undefined));
after(async () => {
  for (const server of opened) {
    server.closeAllConnections();
    server.close();
  }
  await destination.stop();
});

export const headers = { origin: ORIGIN, 'content-type': 'application/json', cookie: 'session=jane' };
/** Sends as the page of Jane. @param {string | object} body @param {string} [to] @param {object} [more] more headers */
export const send = (body, to = url, more = {}) =>
  fetch(to, {
    method: 'POST',
    headers: { ...headers, ...more },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
/** The same as the request that a handler is given. @param {string | object | undefined} body @param {object} [more] */
export const request = (body, more = {}) =>
  new Request('https://shop.example/', {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  });
/** @param {Response} response */
export const code = async (response) => (await response.json()).code;
