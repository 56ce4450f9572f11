// The playground's server: a fixed list of files, on this machine only.

import { once } from 'node:events';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { LOGIN, prosperstackDemo } from './serve-prosperstack.mjs';
import { boundPort, root } from './tools.mjs';

const HOST = '127.0.0.1';
const DEFAULT_PORT = 8080;
const LONGEST_DELAY_MS = 30_000;

/** The files, by path. @type {Record<string, string>} */
const FILES = {
  '/': 'www/index.html',
  '/index.html': 'www/index.html',
  '/marketing.html': 'www/marketing.html',
  '/prosperstack.html': 'www/prosperstack.html',
  '/style.css': 'www/style.css',
  '/icon.svg': 'www/icon.svg',
  '/web-app.js': 'target/www/web-app.js',
  '/marketing.js': 'target/www/marketing.js',
  '/prosperstack.js': 'target/www/prosperstack.js',
  '/profitwell.min.js': 'dist/profitwell.min.js',
  '/prosperstack.min.js': 'dist/prosperstack.min.js',
  '/vendor/profitwell.js': 'www/vendor/profitwell.js',
};

/** Fails like a download that an ad blocker stops. */
const BLOCKED = '/vendor/blocked.js';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

// All that the destination needs of a page's policy, and the vendor's script is from here.
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'";

const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': POLICY,
};

/** What single pages have besides: the one that speaks to a relay may connect to it. @type {Record<string, object>} */
const MORE = {
  '/prosperstack.html': { ...LOGIN, 'Content-Security-Policy': `${POLICY}; connect-src 'self'` },
};

/** Bundles the pages' scripts with the built package, as a site would. */
export async function bundlePages() {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    write: false,
    entryPoints: ['web-app.js', 'marketing.js', 'prosperstack.js'].map((name) => join(root, 'www', name)),
    outdir: join(root, 'target/www'),
    bundle: true,
    format: 'iife',
    target: 'es2021',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    tsconfigRaw: '{}',
    alias: {
      'retention-destinations/prosperstack/debug': join(root, 'dist/prosperstack/debug.js'),
      'retention-destinations': join(root, 'dist/index.js'),
      'retention-destinations/debug': join(root, 'dist/debug.js'),
    },
  });
  await mkdir(join(root, 'target/www'), { recursive: true });
  // In one step: another server may be handing them out.
  for (const { path, contents } of outputFiles) {
    await writeFile(`${path}.${process.pid}`, contents);
    await rename(`${path}.${process.pid}`, path);
  }
}

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
  const url = new URL(request.url ?? '/', `http://${HOST}`);
  const { pathname, searchParams } = url;
  if (demo.has(pathname)) {
    await demo.answer(request, response, url, HEADERS);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...HEADERS, Allow: 'GET, HEAD' }).end();
    return;
  }
  if (pathname === BLOCKED) {
    request.socket.destroy();
    return;
  }
  const file = Object.hasOwn(FILES, pathname) && FILES[pathname];
  const body = file && (await readFile(join(root, file)).catch(() => null));
  if (!body) {
    response
      .writeHead(404, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' })
      .end('There is no such page.\n');
    return;
  }
  const send = () =>
    response.writeHead(200, { ...HEADERS, ...MORE[pathname], 'Content-Type': TYPES[extname(file)] }).end(body);
  const delay = Math.min(Number(searchParams.get('delay')) || 0, LONGEST_DELAY_MS);
  if (delay > 0) {
    const timer = setTimeout(send, delay);
    response.on('close', () => clearTimeout(timer));
  } else send();
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
