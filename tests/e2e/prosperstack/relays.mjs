// The pages of a shop before the relay in Node and in workerd, and the server of the contract behind both.

import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { directDestination } from '../../support/direct-destination.mjs';
import { relayInWorkerd } from '../../support/relay-workerd.mjs';
import { close } from '../support.mjs';
import { openShop } from './shop.mjs';

// What one message may take on its way; a test waits as long where the other side hangs.
const timeoutMs = 2000;
export const SEGMENT = 'analytics-next (Segment)';

/** @typedef {Awaited<ReturnType<typeof openShop>>} Shop */

/** @type {Awaited<ReturnType<typeof directDestination>>} */
export let destination;
/** @type {Shop} */
export let shop;
/** @type {Awaited<ReturnType<typeof relayInWorkerd>>} */
let worker;
/** @type {Awaited<ReturnType<Shop['visit']>> | undefined} */
let opened;

/** @param {string} text @returns {any[]} */
const lines = (text) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/**
 * Where the relay is, what it has logged, and a promise of more of that.
 *
 * @typedef {{ url: () => string, lines: () => any[], more: () => unknown }} Relay
 * @type {Record<string, Relay>}
 */
export const RELAYS = {
  Node: {
    url: () => shop.relay,
    lines: () => shop.lines,
    more: () => {
      throw new Error(JSON.stringify(shop.lines));
    },
  },
  workerd: {
    url: () => worker.url.replace('127.0.0.1', 'localhost'),
    lines: () => lines(worker.said()),
    more: () => worker.more(),
  },
};

before(async () => {
  destination = await directDestination();
  shop = await openShop(destination, { timeoutMs });
  worker = await relayInWorkerd(destination, { timeoutMs, allowedOrigins: [shop.origin] });
});
afterEach(async () => {
  destination.answer(undefined);
  await opened?.close();
  opened = undefined;
});
after(async () => {
  await close();
  await worker?.stop();
  await shop?.stop();
  await destination?.stop();
});

/** @param {string} name */
const path = (name) => `/${name.toLowerCase().replace(/\W+/g, '-')}`;

/** Puts a page with this script into the shop. @param {string} name @param {string} script */
export const putPage = (name, script, html = '') =>
  shop.put(path(name), `${html}<script src="${path(name)}.js"></script>`, script);

/** Opens such a page until the end of the test. @type {Shop['visit']} */
export const visit = async (name, ...given) => {
  opened = await shop.visit(path(name), ...given);
  return opened;
};

/**
 * A message, byte for byte, with what the page makes up itself.
 *
 * @param {{ messageId: string, timestamp: string }} made
 * @param {string} userId
 * @param {string} traits
 */
export const bytes = ({ messageId, timestamp }, userId, traits) =>
  `{"type":"identify","messageId":"${messageId}","timestamp":"${timestamp}","userId":"${userId}","traits":${traits}}`;

/** What arrived on the other side since the last call, once there is so much of it. @param {number} count */
export async function arrived(count) {
  while (destination.requests.length < count) await destination.next();
  return destination.taken();
}

/**
 * What the relay made of the messages that a page has sent, once it has logged all of it.
 *
 * @param {Relay} relay
 * @param {{ body: string }[]} sent
 * @returns {Promise<string[]>}
 */
export async function outcomes(relay, sent) {
  const ids = new Set(sent.map(({ body }) => JSON.parse(body).messageId));
  const mine = () =>
    relay
      .lines()
      .filter(({ messageId }) => ids.has(messageId))
      .map(({ outcome }) => outcome);
  while (mine().length < sent.length) await relay.more();
  return mine();
}

/**
 * One request as the contract has it, whatever runs the relay.
 *
 * @param {import('../../support/direct-destination.mjs').Got} request
 */
export function conforms({ method, url, headers, body }) {
  assert.deepEqual([method, url], ['POST', '/segment']);
  assert.equal(headers.authorization, `Basic ${Buffer.from(`${destination.key}:`).toString('base64')}`);
  assert.deepEqual(
    [headers['content-type'], headers.accept, headers['cache-control'], headers['content-length']],
    ['application/json', '*/*', 'no-cache', String(Buffer.byteLength(body))],
  );
  // The contract's `Segment.io/1.0` would be a lie.
  assert.match(headers['user-agent'] ?? '', /^retention-destinations\/\d+\.\d+\.\d+ \(relay\)$/);
  for (const name of ['cookie', 'origin', 'referer', 'x-segment-settings'])
    assert.equal(headers[name], undefined, name);
}
