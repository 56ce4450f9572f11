// The two local hosts of the benchmark: one has the page, the other the vendor's script. Every
// answer is compressed before the first load. Plain HTTP/1.1: on loopback Chromium takes brotli
// without TLS, and its network emulation delays answers, not handshakes, so TLS or HTTP/2 would
// change nothing that is measured here.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { boundPort } from '../scripts/tools.mjs';
import { compress } from './sizes.mjs';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
};

const HEADERS = {
  'Cache-Control': 'no-store',
  'Access-Control-Allow-Origin': '*',
  // A page isolated from others has a clock of 5 µs instead of 100 µs.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/**
 * A host at this name. `files` maps a path to what stands there and may grow later; a POST is
 * answered with `OK`, as analytics servers do.
 *
 * @param {string} name
 */
export async function host(name) {
  const ready = new Map();
  const server = createServer((request, response) => {
    const answer =
      request.method === 'POST' ? { body: 'OK' } : ready.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (request.method === 'OPTIONS')
      response.writeHead(204, { ...HEADERS, 'Access-Control-Allow-Headers': '*' }).end();
    else if (!answer) response.writeHead(404, HEADERS).end();
    else response.writeHead(200, { ...HEADERS, ...answer.headers }).end(answer.body);
    request.resume();
  });
  // A Chromium that comes back after a long round must not meet a connection about to close.
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://${name}:${boundPort(server)}`,
    /**
     * @param {string} path
     * @param {string | Buffer} content
     */
    put(path, content) {
      const body = compress(content).brotliBytes;
      ready.set(path, {
        body,
        headers: {
          'Content-Type': TYPES[extname(path)] ?? TYPES['.html'],
          'Content-Encoding': 'br',
          'Content-Length': body.length,
        },
      });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
