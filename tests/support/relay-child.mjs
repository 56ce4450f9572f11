// A relay in a process of its own, which tells how much memory it holds after a collection, on every message; `count` asks it first for so
// many bodies of so many `bytes` that come one by one and never end, as another runtime hands them over.

import { createServer } from 'node:http';
import { createRelay, nodeListener } from 'retention-destinations/relay';
import { boundPort } from '../../scripts/tools.mjs';
import { ORIGIN, relayOptions } from './relay-options.mjs';

const relay = createRelay(
  relayOptions({ url: process.argv[2], apiKey: 'key_test_child', timeoutMs: 60_000, log() {} }),
);
const server = createServer(nodeListener(relay));
server.listen(0, '127.0.0.1', () => process.send?.({ port: boundPort(server) }));

/** @param {number} bytes */
function drip(bytes) {
  let left = bytes;
  const body = new ReadableStream({
    pull(controller) {
      left -= 1;
      if (left < 0) return new Promise(() => {});
      return controller.enqueue(new Uint8Array(1));
    },
  });
  // `duplex`, which Node asks for, is missing from the types of a browser.
  const init = /** @type {RequestInit} */ ({
    method: 'POST',
    duplex: 'half',
    headers: { origin: ORIGIN, 'content-type': 'application/json' },
    body,
  });
  relay(new Request('https://shop.example/', init));
}

const collectGarbage = /** @type {() => void} */ (globalThis.gc);
process.on('message', async ({ count = 0, bytes }) => {
  for (let made = 0; made < count; made += 1) drip(bytes);
  if (count) await new Promise((resolve) => setTimeout(resolve, 500));
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ held: heapUsed + external });
});
