// A page in which a cancellation flow of ProsperStack opens, with the published library, and what is seen of it.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { bundle, close, launch } from '../e2e/support.mjs';
import { flowServer } from './flow-server.mjs';

export const ENTRY = JSON.stringify(join(root, 'dist/prosperstack/flow.js'));
const DESTINATION = JSON.stringify(join(root, 'dist/prosperstack/index.js'));
export const JANE = {
  email: 'jane@example.com',
  userId: 'u1',
  properties: { plan: 'pro', 'Number of contacts': 5800, trial: false, note: null },
};
export const SESSION = { id: 'sess_1', status: 'saved' };

/** @type {Awaited<ReturnType<typeof flowServer>>} */
export let server;
/** @type {import('playwright-core').Page} */
export let page;
/** @type {{ errors: string[], requests: string[] }} */
export let seen;
before(async () => {
  server = await flowServer();
});
afterEach(async () => {
  server.answer(undefined);
  server.release();
  server.taken();
  await page?.context().close();
});
after(async () => {
  await server.stop();
  await close();
});

/**
 * The destination in the page, with nobody identified or with Jane; nothing answers at its endpoint.
 * @param {typeof JANE | null} person
 */
export const destination = (person) => `
    import { prosperstack } from ${DESTINATION};
    const { fetch } = window;
    window.fetch = (url, ...more) => (String(url).endsWith('/relay') ? new Promise(() => {}) : fetch(url, ...more));
    const plugin = prosperstack({ endpoint: '/relay' });
    plugin.load();
    const person = ${JSON.stringify(person)};
    if (person) {
      const { userId, email, properties } = person;
      plugin.identify({ event: { userId, traits: { email, ...properties } } });
    }`;

/** Opens the page that the server serves. */
export async function open() {
  const context = await (await launch()).newContext();
  page = await context.newPage();
  seen = { errors: [], requests: [] };
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('request', (request) => seen.requests.push(request.url()));
  await page.goto(server.site);
}

/**
 * A page whose `go(more)` opens a flow with `options`, a string. Without a `person` nobody is identified; where it is
 * `false`, the destination is not in the page.
 *
 * @param {{ options?: string, person?: typeof JANE | null | false, before?: string, library?: boolean }} [page]
 */
export async function visit({ options = '', person = JANE, before: setUp = '', library = true } = {}) {
  server.serve(
    await bundle(
      `
    import { cancellationFlow, prefetch } from ${ENTRY};
    window.__PROSPERSTACK_DEBUG_API_HOST__ = '${server.api}';
    window.__PROSPERSTACK_DEBUG_APP_HOST__ = '${server.app}';
    ${person === false ? '' : destination(person)}
    window.tracked = []; window.fell = [];
    const analytics = { track: (...all) => window.tracked.push(all) };
    const fallback = (result) => { window.fell.push(result); };
    ${setUp}
    window.prefetch = prefetch;
    window.go = (more) => {
      window.promise = cancellationFlow({ clientId: 'acct_1', subscription: 'sub_1', fallback, track: analytics, ${options} ...more });
      return window.promise.then((result) => (window.result = result));
    };`,
      library ? {} : { external: ['@prosperstack/flow'], format: 'esm' },
    ),
  );
  await open();
  if (!library) await page.addScriptTag({ url: '/page.js', type: 'module' });
}

/** Opens a flow, and gives its result. @param {object} [more] */
export const go = (more) => page.evaluate((more) => window.go(more), more);
/** Opens a flow. @param {object} [more] */
export const start = (more) => page.evaluate((more) => void window.go(more), more);
export const result = async () => {
  await page.waitForFunction(() => window.result, undefined, { timeout: 10_000 });
  return page.evaluate(() => window.result);
};
/** @param {string} name */
export const inPage = (name) => page.evaluate((name) => window[name], name);
export const leftovers = () =>
  page.evaluate(() => document.querySelectorAll('#prosperstack-overlay, .prosperstack-iframe').length);

/** Whether nothing of the library can be seen, though it may still be in the page. */
export const uncovered = () =>
  page.evaluate(() =>
    [...document.querySelectorAll('#prosperstack-overlay, .prosperstack-iframe')].every(
      (element) => !element.checkVisibility(),
    ),
  );

/** Counts in `window.read` the answers that the library has read and acted upon. */
export const COUNT_ANSWERS = `
    window.read = 0;
    const { json } = Response.prototype;
    Response.prototype.json = async function () {
      const answer = await json.call(this);
      setTimeout(() => window.read++); // after the microtasks in which the library continues
      return answer;
    };`;
/** @param {number} count */
export const answersRead = (count) =>
  page.waitForFunction((count) => window.read === count, count, { timeout: 10_000 });

/** Goes through another flow: nothing else happens in the page. @param {() => unknown} [meanwhile] while it is open */
export async function another(meanwhile) {
  await page.evaluate(() => {
    window.result = undefined;
    window.tracked = [];
  });
  await start({ timeoutMs: 60_000, signal: undefined });
  const { say } = await dialogue();
  await meanwhile?.();
  await say(complete('saved'));
  assert.equal((await result()).status, 'saved');
  await alone();
}

/** What the page knows of one flow with the answer saved, and nothing is left of any. */
export async function alone() {
  await page.waitForFunction(() => !document.querySelector('.prosperstack-iframe'), undefined, { timeout: 10_000 });
  const told = [
    ['Cancellation Flow Started', {}],
    ['Cancellation Flow Completed', { status: 'saved' }],
  ];
  assert.deepEqual([await inPage('tracked'), seen.errors, await leftovers()], [told, [], 0]);
}

/** The next dialogue, once the library shows it; `say` is what its page tells the library. */
export async function dialogue() {
  const iframe = await page.waitForSelector('iframe.prosperstack-iframe.in:not([data-seen])');
  await iframe.evaluate((element) => element.setAttribute('data-seen', ''));
  const frame = /** @type {import('playwright-core').Frame} */ (await iframe.contentFrame());
  return {
    frame,
    say: /** @param {object} message */ (message) =>
      frame.evaluate((message) => /** @type {any} */ (globalThis).say(message), message),
  };
}
/** What the dialogue's page says at its end. @param {string} status @param {object} [more] */
export const complete = (status, more = {}) => ({
  message: 'complete',
  payload: { status, flowSession: { ...SESSION, status } },
  ...more,
});
