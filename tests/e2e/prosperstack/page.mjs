// A page with the ProsperStack plugin and a relay that answers as a test says.

import assert from 'node:assert/strict';
import { bundle, open } from '../support.mjs';

/** The documentation's own example. */
export const SEED = {
  email: 'john.doe@example.com',
  traits: {
    'Number of contacts': 5800,
    'Is professional': true,
    'Last contacted': '2021-05-04',
    'Preferred name': 'Johnny',
  },
};

/** Pages whose time stands still. */
const stopped = new WeakSet();

/**
 * Runs `script`, which may use `register(settings)`, `identify(userId, traits, integrations)`,
 * `setConsent`, `watch` and `flow`. `clock` makes the page's time stand still; `open` answers.
 *
 * @param {string} script
 * @param {import('../support.mjs').Opened & { clock?: boolean }} [options]
 */
export async function run(script, options = {}) {
  const opened = await open({
    html: '',
    ...options,
    files: {
      '/go.js': await bundle(`
        import { prosperstack, setConsent } from 'retention-destinations/prosperstack';
        import { watch, explain, check } from 'retention-destinations/prosperstack/debug';
        const plugins = [];
        const register = (settings) => {
          const plugin = prosperstack({ endpoint: '/relay', ...settings });
          plugins.push(plugin);
          plugin.load();
          return plugin;
        };
        const identify = (userId, traits, integrations = {}) => plugins.forEach((plugin) => plugin.identify({ event: { userId, traits, integrations } }));
        const flow = () => window[Symbol.for('retention-destinations/ProsperStack')].flow();
        const codes = [];
        const listen = () => watch(({ name, trait }) => codes.push(trait === undefined ? name : name + ': ' + trait));
        const reset = () => { let done; plugins[0].load(undefined, { on: (_, fn) => (done = fn) }); done(); };
        Object.assign(window, { prosperstack, setConsent, watch, explain, check, register, identify, flow, codes, listen, reset });`),
      '/settled': '',
      ...options.files,
    },
  });
  const { page, seen } = opened;
  if (options.clock) {
    await page.clock.install({ time: new Date('2026-01-01T00:00:00Z') });
    await page.clock.pauseAt(new Date('2026-01-01T00:00:01Z'));
    stopped.add(page);
  } else if (stopped.delete(page)) await page.clock.resume(); // a page of an earlier test
  await page.addScriptTag({ url: '/go.js' });
  /** @type {(text: string, argument?: unknown) => Promise<any>} */
  const go = (text, argument) =>
    page.evaluate(`(async () => { const argument = ${JSON.stringify(argument) ?? 'undefined'}; ${text} })()`);
  await go(script);
  return {
    ...opened,
    go,
    /**
     * What the relay has got, parsed; waits until there are so many, and finds no more than that.
     *
     * @param {number} count
     */
    async messages(count) {
      for (const until = Date.now() + 10_000; seen.messages.length < count && Date.now() < until; ) await settle(page);
      await settle(page);
      assert.deepEqual(seen.errors, []);
      assert.equal(seen.messages.length, count, JSON.stringify(seen.messages.map(({ body }) => body)));
      return seen.messages.map(({ body }) => JSON.parse(body));
    },
    /** What the destination said since `listen()`, once it has said `last`. @param {string} last */
    async said(last) {
      await page.waitForFunction((last) => window.codes.includes(last), last, { polling: 20, timeout: 10_000 });
      return page.evaluate('codes');
    },
    settled: () => settle(page),
  };
}

/**
 * A round trip of a request through the interception, behind those that were made before.
 *
 * @param {import('playwright-core').Page} page
 */
const settle = (page) =>
  page.evaluate(() => fetch('/settled', { method: 'POST', cache: 'no-store' }).then(() => undefined));
