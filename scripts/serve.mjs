// The playground's server: a fixed list of files, on this machine only.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { LONGEST_SECONDS, policyOf } from '../www/conditions.js';
import { NOT_FOUND, pageAt, render } from '../www/pages.js';
import { standIn } from '../www/stand-ins.js';
import { recorded } from './record-relay.mjs';
import { LOGIN, prosperstackDemo } from './serve-prosperstack.mjs';
import { boundPort, root } from './tools.mjs';
import { FILES, read } from './www.mjs';

export { bundlePages } from './www.mjs';

const HOST = '127.0.0.1';
const DEFAULT_PORT = 8080;

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': policyOf({}),
};

/** The port that a text such as `PORT` names. */
export function portOf(text = '') {
  if (text === '') return DEFAULT_PORT;
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new Error(`PORT is not a port: give a number from 1 to 65535, for example PORT=${DEFAULT_PORT + 1} npm start`);
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {ReturnType<typeof prosperstackDemo>} demo
 */
async function answer(request, response, demo) {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? HOST}`);
  const { pathname, searchParams } = url;
  if (demo.has(pathname)) {
    await demo.answer(request, response, url, HEADERS);
    return;
  }
  const stands = standIn(url, new URL('/', url).href, await recorded());
  if (stands) {
    if ('fails' in stands) request.socket.destroy();
    else
      later(response, stands.delayMs, () =>
        response.writeHead(stands.status, { ...HEADERS, ...stands.headers }).end(stands.body),
      );
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...HEADERS, Allow: 'GET, HEAD' }).end();
    return;
  }
  const page = pageAt(pathname.slice(1));
  const name = pathname.slice(1);
  const file = Object.hasOwn(FILES, name) && FILES[name];
  if (page || !file) {
    const { html, policy } = await render(page ?? NOT_FOUND, { read, query: searchParams, folder: page ? '' : '/' });
    const headers = { ...HEADERS, 'Content-Security-Policy': policy, 'Content-Type': 'text/html; charset=utf-8' };
    response.writeHead(page ? 200 : 404, page?.tag === 'prosperstack' ? { ...headers, ...LOGIN } : headers).end(html);
    return;
  }
  const body = await readFile(join(root, file));
  const delayMs = Math.min(Number(searchParams.get('delay')) || 0, LONGEST_SECONDS * 1000);
  later(response, delayMs, () =>
    response.writeHead(200, { ...HEADERS, 'Content-Type': TYPES[extname(file)] }).end(body),
  );
}

/**
 * Answers after a while, unless nobody waits any longer.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {number | undefined} delayMs
 * @param {() => unknown} send
 */
function later(response, delayMs, send) {
  if (!delayMs) {
    send();
    return;
  }
  const timer = setTimeout(send, delayMs);
  response.on('close', () => clearTimeout(timer));
}

/** Serves the playground; port 0 takes a free one. Returns its address and how to end it. */
export async function serve({ port = DEFAULT_PORT } = {}) {
  const demo = prosperstackDemo(() => [HOST, 'localhost'].map((host) => `http://${host}:${boundPort(server)}`));
  const server = createServer((request, response) => {
    answer(request, response, demo).catch(() => response.destroy());
  });
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    const other = `for example PORT=${port < 65535 ? port + 1 : DEFAULT_PORT} npm start`;
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'EADDRINUSE')
      throw new Error(`port ${port} is taken: end the program that uses it, or choose another port, ${other}`);
    if (code === 'EACCES')
      throw new Error(
        `port ${port} needs more rights: choose one above 1023, for example PORT=${DEFAULT_PORT} npm start`,
      );
    throw error;
  }
  return {
    url: `http://${HOST}:${boundPort(server)}/`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await demo.close();
    },
  };
}
