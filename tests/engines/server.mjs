// Serves the pages of all conditions: `/ENGINE/ENCODING/CONDITION/` is a page, and what it uses
// lies beside it, so that every page has its own headers and its own answers of the vendor's.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { boundPort, root } from '../../scripts/tools.mjs';

const VENDOR = readFileSync(join(root, 'www/vendor/profitwell.js'), 'utf8');

/** What the vendor's URL answers: a script, a status, or what happens to the connection. */
export const VENDOR_ANSWERS = {
  ok: VENDOR,
  'not found': 404,
  'server error': 500,
  hangs: 'hang',
  blocked: 'reset',
  throws: "throw new Error('the vendor is broken');",
  'no global': '/* nothing */',
  late: `setTimeout(() => { ${VENDOR} }, 300);`,
};

/** @type {Record<string, string>} */
const TYPES = { '.js': 'text/javascript', '.html': 'text/html', '.xhtml': 'application/xhtml+xml' };

/** The documents that a condition is about; others only lead to them. */
const DOCUMENTS = ['', 'inner.html'];

/** @param {string} name */
const dist = (name) => readFileSync(join(root, 'dist', name));

/** A script that puts something of npm's on `window`. @param {string} contents */
async function bundle(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"development"' }, // React's double effects are for development
  });
  return outputFiles[0].text;
}

/**
 * What every page may use. The package is read once: what is tested does not change meanwhile.
 *
 * @type {() => Promise<Record<string, string | Buffer>>}
 */
const common = async () => ({
  'profitwell.min.js': dist('profitwell.min.js'),
  'profitwell.nowasm.js': dist('profitwell.nowasm.js'),
  ...Object.fromEntries(
    ['index.js', 'core.js', 'nowasm/index.js', 'nowasm/core.js', 'nowasm/engine.js'].map((name) => [
      `dist/${name}`,
      dist(name),
    ]),
  ),
  'observe.js': readFileSync(join(import.meta.dirname, 'observe.js'), 'utf8'),
  'host.js': await bundle(`
    import { AnalyticsBrowser } from '@segment/analytics-next';
    window.analytics = AnalyticsBrowser.load(
      { writeKey: 'wk', cdnSettings: { integrations: { 'Segment.io': { apiKey: 'x' } } } },
      { integrations: { 'Segment.io': false }, disableClientPersistence: true },
    );`),
  'react.js': await bundle(`
    import * as React from 'react';
    import { createRoot } from 'react-dom/client';
    Object.assign(window, { React, createRoot });`),
});

/**
 * Starts it. `pages` has, by path, what `{ files, headers, vendor }` a page is made of.
 *
 * @param {Map<string, import('./page.mjs').Page>} pages
 */
export async function serve(pages) {
  const shared = await common();
  const requests = new Map();
  const signals = new Map();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, base, file] = /^(\/[^/]+\/[^/]+\/[^/]+\/)(.*)$/.exec(pathname) ?? [];
    const page = pages.get(base);
    requests.set(pathname, (requests.get(pathname) ?? 0) + 1);
    /**
     * @param {number} status
     * @param {string | Buffer} [body]
     * @param {Record<string, string>} [headers]
     */
    const send = (status, body = '', headers = {}) =>
      response.writeHead(status, { 'Cache-Control': 'no-cache', Connection: 'close', ...headers }).end(body);
    if (!page) return send(404);
    if (file.startsWith('signal/')) {
      signals.get(base)?.(file.slice('signal/'.length));
      return send(204);
    }
    if (file === 'vendor.js') {
      const answer = VENDOR_ANSWERS[page.vendor];
      if (answer === 'hang') return undefined;
      if (answer === 'reset') return request.socket.resetAndDestroy();
      return typeof answer === 'number' ? send(answer) : send(200, answer, { 'Content-Type': TYPES['.js'] });
    }
    const body = page.files[file] ?? shared[file];
    if (body === undefined) return send(404);
    return send(200, body, {
      'Content-Type': TYPES[extname(file || page.name)],
      ...(DOCUMENTS.includes(file) ? page.headers : {}),
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${boundPort(server)}`,
    /** How often a path was asked for. @param {string} path */
    requests: (path) => requests.get(path) ?? 0,
    /** Resolves to what a page says by asking for a path below `signal/`. @param {string} base */
    signal: (base) => new Promise((resolve) => signals.set(base, resolve)),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
