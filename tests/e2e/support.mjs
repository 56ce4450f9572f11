// Real Chromium, real host packages, the vendor's real URL: only what answers there is a
// stand-in, and it behaves as the vendor's script is recorded to.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { ENTRIES, isHosts } from '../../scripts/entries.mjs';
import { CHROMIUM_ARGUMENTS, headlessShell } from '../../scripts/setup.mjs';
import { root } from '../../scripts/tools.mjs';

const require = createRequire(import.meta.url);

export const VENDOR = 'https://public.profitwell.com/js/profitwell.js';
export const TOKEN = '0123456789abcdef0123456789abcdef';
const ORIGIN = 'https://shop.example';
/** Where the tests' relay is. */
export const RELAY = `${ORIGIN}/relay`;
const CDN = 'https://cdn.segment.com';

/** What the vendor's script does, as far as anybody has recorded it (the queue, isLoaded). */
export const VENDOR_SCRIPT = readFileSync(join(root, 'www/vendor/profitwell.js'), 'utf8');

/** The files that lie beside a tag, which a healthy page does not load. */
const BESIDE = Object.fromEntries(
  ['profitwell', 'prosperstack'].flatMap((product) =>
    ['nowasm', 'debug'].map((end) => [
      `/${product}.${end}.js`,
      readFileSync(join(root, `dist/${product}.${end}.js`), 'utf8'),
    ]),
  ),
);

/** Which encoding of the module the pages run: `ENCODING=nowasm` is the JavaScript one. */
export const NOWASM = process.env.ENCODING === 'nowasm';

/** @type {Record<string, string>} */
const TYPES = { '.wasm': 'application/wasm' };

/** The script tag's file. */
export const TAG = join(root, NOWASM ? 'dist/profitwell.nowasm.js' : 'dist/profitwell.min.js');

/** The file of a host's entry; `prosperstack/index` and so on are ProsperStack's. @param {string} name */
export const entry = (name) => {
  const [, folder = '', file] = /^(prosperstack\/)?(.*)$/.exec(name) ?? [];
  return join(root, 'dist', folder, NOWASM ? 'nowasm' : '', `${file}.js`);
};

/** ProsperStack's script tag. */
export const PROSPERSTACK_TAG = join(root, NOWASM ? 'dist/prosperstack.nowasm.js' : 'dist/prosperstack.min.js');

/** The package's entries by what they are imported as; esbuild takes the first that fits, so the longest come first. */
const ALIASES = Object.fromEntries(
  ENTRIES.filter(({ product }) => product)
    .map((one) => [
      one.path.replace('.', 'retention-destinations'),
      isHosts(one) ? entry(one.output) : join(root, 'dist', `${one.output}.js`),
    ])
    .sort(([one], [other]) => other.length - one.length),
);

/** @type {ReturnType<typeof chromium.launch> | undefined} */
let browser;

/**
 * The one Chromium of a test file; `more` are arguments that the file needs besides.
 *
 * @param {string[]} [more]
 */
export function launch(more = []) {
  browser ??= chromium.launch({
    executablePath: headlessShell(),
    args: [...CHROMIUM_ARGUMENTS, ...more],
  });
  return browser;
}

/** @type {() => Promise<void>} */
export const close = async () => (await browser)?.close();

/**
 * @typedef {object} Taken
 * @property {import('playwright-core').BrowserContext} context
 * @property {import('playwright-core').Page} page
 * @property {import('playwright-core').CDPSession} cdp
 * @property {() => Promise<void>} [unwatch]
 */

/** Pages that a test has closed, for the next one: a new page costs four times a navigation. @type {Taken[]} */
const idle = [];
/** @type {Set<Taken>} */
const busy = new Set();

/** Closes what a test has opened; for `afterEach` of files whose tests run one by one. */
export const recycle = () => Promise.all([...busy].map(givePage));

/** @returns {Promise<Taken>} */
async function takePage() {
  const left = idle.pop();
  if (left) return left;
  const context = await (await launch()).newContext();
  if (NOWASM) await context.addInitScript('delete window.WebAssembly');
  const page = await context.newPage();
  return { context, page, cdp: await context.newCDPSession(page) };
}

/** @param {Taken} taken */
async function givePage(taken) {
  if (!busy.delete(taken)) return;
  const { context, page, cdp } = taken;
  page.removeAllListeners();
  // In the page itself: what it has just written may reach the browser after the clearing below.
  await page
    .evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    })
    .catch(() => {});
  await page.goto('about:blank');
  await context.unrouteAll();
  await context.clearCookies();
  await taken.unwatch?.();
  await cdp.send('Storage.clearDataForOrigin', { origin: ORIGIN, storageTypes: 'all' });
  idle.push(taken);
}

/**
 * Bundles a page's own script with the built package, as a site would; gives what comes of it, by path.
 *
 * @param {string} source
 * @param {import('esbuild').BuildOptions} [options]
 * @returns {Promise<Record<string, string>>}
 */
export async function bundleFiles(source, options = {}) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: join(root, 'tests/e2e'), loader: 'js' },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    alias: {
      ...ALIASES,
      '@segment/analytics.js-core': join(root, 'node_modules/ajs4'),
    },
    define: { global: 'window' }, // analytics.js-core was written for browserify
    logLevel: 'error',
    ...options,
  });
  return Object.fromEntries((outputFiles ?? []).map(({ path, text }) => [path, text]));
}

/** The same where one file comes of it. @param {string} source @param {import('esbuild').BuildOptions} [options] */
export const bundle = async (source, options) => Object.values(await bundleFiles(source, options))[0];

/**
 * Lists what is thrown in the files of these paths, caught or not.
 *
 * @param {import('playwright-core').CDPSession} cdp
 * @param {string[]} paths
 * @param {string[]} thrown gets a line for each
 * @returns {Promise<() => Promise<void>>} ends it
 */
async function watchExceptions(cdp, paths, thrown) {
  /** @type {Record<string, string>} */
  const urls = {};
  /** @param {{ scriptId: string, url: string }} script */
  const parsed = ({ scriptId, url }) => {
    urls[scriptId] = url;
  };
  /** @param {{ callFrames: any[], data?: any }} pause as `Debugger.paused` has it */
  const paused = ({ callFrames: [{ functionName, location }], data }) => {
    if (paths.some((path) => urls[location.scriptId] === ORIGIN + path)) {
      thrown.push(`${functionName}:${location.columnNumber} ${data?.description?.split('\n')[0]}`);
    }
    cdp.send('Debugger.resume').catch(() => {});
  };
  cdp.on('Debugger.scriptParsed', parsed);
  cdp.on('Debugger.paused', paused);
  await cdp.send('Debugger.enable');
  await cdp.send('Debugger.setPauseOnExceptions', { state: 'all' });
  return async () => {
    await cdp.send('Debugger.disable');
    cdp.off('Debugger.scriptParsed', parsed);
    cdp.off('Debugger.paused', paused);
  };
}

/**
 * The lines of ours in a page's console, once there are so many: explanations come from a file.
 * @param {any} seen
 * @param {number} count
 */
export async function printed(seen, count) {
  const ours = () => seen.console.filter((/** @type {any} */ { text }) => /^\[Pro/.test(text));
  for (let waited = 0; ours().length < count && waited < 5000; waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return ours();
}

/**
 * Opens a page. `html` may use `/tag.js` (the script tag) and `/page.js` (`script`).
 * `vendor` answers for the vendor's URL: a text is its script, a number a status, `'abort'` a
 * blocker, a function decides per request. `relay` answers for `/relay` in the same way, where a
 * number is a status and an object is what `route.fulfill` takes; `seen.messages` is what came.
 * `seen.thrown` lists what the files of the paths `watch` throw, also where it is caught.
 * @typedef {{ html?: string, script?: string, vendor?: any, files?: Record<string, any>, answers?: Record<string, string>, relay?: any, watch?: string[] }} Opened
 * @param {Opened} [options]
 */
export async function open({
  html = '<script src="/page.js"></script>',
  script = '',
  vendor = VENDOR_SCRIPT,
  files = {},
  answers = {},
  relay = 202,
  watch,
} = {}) {
  const taken = await takePage();
  busy.add(taken);
  const { context, page, cdp } = taken;
  /** @type {Record<string, any[]>} */
  const seen = { errors: [], console: [], vendorRequests: [], requests: [], other: [], messages: [], thrown: [] };
  taken.unwatch = watch && (await watchExceptions(cdp, watch, seen.thrown));
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('console', (message) => seen.console.push({ type: message.type(), text: message.text() }));
  await context.route('**/*', async (route) => {
    const url = route.request().url();
    const path = new URL(url).pathname;
    if (url.startsWith(VENDOR)) {
      seen.vendorRequests.push(url);
      const answer = typeof vendor === 'function' ? vendor(seen.vendorRequests.length) : vendor;
      if (answer === 'abort') return route.abort('blockedbyclient');
      if (answer === 'hang') return undefined;
      if (typeof answer === 'number') return route.fulfill({ status: answer, body: 'no' });
      return route.fulfill({ contentType: 'text/javascript', body: answer });
    }
    if (url.startsWith(`${CDN}/analytics.js/v1/`)) {
      return route.fulfill({ contentType: 'text/javascript', body: segmentStandalone() });
    }
    if (url.startsWith(`${CDN}/v1/projects/`)) {
      return route.fulfill({
        json: files['/settings'] ?? { integrations: { 'Segment.io': { apiKey: 'wk', unbundledIntegrations: [] } } },
      });
    }
    if (url === RELAY) {
      const request = route.request();
      seen.messages.push({ method: request.method(), headers: await request.allHeaders(), body: request.postData() });
      const answer = typeof relay === 'function' ? await relay(seen.messages.length, request) : relay;
      if (answer === 'abort') return route.abort('connectionfailed');
      if (answer === 'hang') return undefined;
      return route.fulfill(typeof answer === 'number' ? { status: answer, body: '' } : answer).catch(() => {});
    }
    if (url.startsWith(ORIGIN)) {
      seen.requests.push(path);
      const body = {
        '/': `<!doctype html><meta charset="utf-8"><title>t</title>${html}`,
        '/page.js': script,
        '/tag.js': readFileSync(TAG, 'utf8'),
        '/prosperstack.js': readFileSync(PROSPERSTACK_TAG, 'utf8'),
        ...BESIDE,
        ...files,
      }[path];
      // The page is no script, though settings may ask for it as one.
      const mistaken = path === '/' && route.request().resourceType() !== 'document';
      if (body === undefined || mistaken) return route.fulfill({ status: 404, body: '' });
      return route.fulfill({
        contentType: path === '/' ? 'text/html' : (TYPES[extname(path)] ?? 'text/javascript'),
        body,
      });
    }
    const answer = Object.entries(answers).find(([start]) => url.startsWith(start))?.[1];
    if (answer)
      return route.fulfill({
        contentType: 'application/json',
        headers: { 'access-control-allow-origin': '*' },
        body: answer,
      });
    seen.other.push(url);
    return route.abort();
  });
  // Not until 'load': a vendor that hangs holds that event up.
  await page.goto(`${ORIGIN}/`, { waitUntil: 'domcontentloaded' });
  return {
    page,
    seen,
    /** What the vendor was told, in order: `['start', {…}]` and so on. */
    calls: () =>
      page.evaluate(() =>
        JSON.parse(
          JSON.stringify([
            ...(window.__vendor?.calls ?? []),
            ...[...(window.profitwell?.q ?? [])].map((call) => [...call]),
          ]),
        ),
      ),
    scripts: () =>
      page.evaluate(() =>
        [...document.querySelectorAll('script')]
          .filter((script) => script.src.includes('profitwell.js?'))
          .map((script) => script.outerHTML),
      ),
    /** @type {(test: string | ((given: any) => unknown), argument?: unknown) => Promise<unknown>} */
    until: (test, argument) => page.waitForFunction(test, argument, { timeout: 10_000 }),
    close: () => givePage(taken),
  };
}

/** Segment's own bundle for its snippet, as its CDN serves it. */
const segmentStandalone = () =>
  readFileSync(join(require.resolve('@segment/analytics-next/package.json'), '../dist/umd/standalone.js'), 'utf8');

/** Segment's snippet. */
export const snippet = (load = true) =>
  require('@segment/snippet').min({ apiKey: 'wk', host: 'cdn.segment.com', page: false, load });
