// The playground's server for a file of tests, and its pages as a test uses them.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { bundlePages, serve } from '../../scripts/serve.mjs';
import { close, launch } from './support.mjs';

export const EMAIL = 'jane@example.com';

/** The playground's server. @type {Awaited<ReturnType<typeof serve>>} */
export let server;

before(async () => {
  await bundlePages();
  server = await serve({ port: 0 });
});

after(async () => {
  await close();
  await server?.close();
});

/** @param {import('playwright-core').Page} page @param {string} url */
const handles = (page, url) => ({
  page,
  /** @param {string} path */
  go: (path) => page.goto(new URL(path, url).href, { waitUntil: 'domcontentloaded' }),
  mark: () => page.locator('#verdict').getAttribute('data-mark'),
  /** Resolves when the verdict reads like this. @param {string | RegExp} pattern */
  says: (pattern) => page.locator('#verdict').filter({ hasText: pattern }).waitFor(),
  /** @param {object} traits */
  identify: async (traits) => {
    await page.getByLabel('More traits, as JSON').fill(JSON.stringify(traits));
    await page.getByRole('button', { name: 'Identify', exact: true }).click();
  },
  /** Resolves when all that is expected has happened. */
  met: () => page.waitForFunction(() => !document.querySelector('#expected li:not([data-met])')),
  /** @param {string} name */
  press: (name) => page.getByRole('button', { name, exact: true }).click(),
});

/**
 * Opens a page of its own context; nothing may go wrong unseen, and nothing leave the server. A context is slow to
 * make: one page does for several checks.
 *
 * @param {(page: ReturnType<typeof handles>) => Promise<unknown>} task
 * @param {import('playwright-core').BrowserContextOptions & { url?: string }} [options]
 */
export async function browse(task, { url = server.url, ...options } = {}) {
  const context = await (await launch()).newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  /** @type {(string | undefined)[]} */
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(error.stack));
  page.on('response', (response) => response.url().startsWith(new URL('/', url).href) || wrong.push(response.url()));
  try {
    await task(handles(page, url));
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}
