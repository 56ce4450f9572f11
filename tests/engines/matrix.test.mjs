// Every condition in every engine with every encoding of the module. The rows are what
// docs/robustness.md shows.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { CONDITIONS, ENGINES, encodingsOf, fine, NEEDS } from './conditions.mjs';
import { pages, pathOf } from './page.mjs';
import { serve } from './server.mjs';
import { drive } from './webdriver.mjs';

const rows = {};
const versions = {};
let server;

before(async () => {
  server = await serve(pages());
});
after(async () => {
  await server.close();
  mkdirSync(join(root, 'target/robustness'), { recursive: true });
  writeFileSync(join(root, 'target/robustness/engines.json'), JSON.stringify({ versions, rows }));
});

const ended = (browser) => browser.ask(async (done) => done(await window.ended));

/** Ways to come to a page other than opening it. */
const WAYS = {
  /** Away, back again, and then another visitor. */
  async back(browser, url, path) {
    let ready;
    // WebKit's driver loses its way back about once in thirty times, and what it is asked
    // meanwhile always: the page itself says that it is there.
    for (let tries = 0, said; said !== 'restored'; tries += 1) {
      assert.ok(tries < 3, 'restored from the cache');
      await browser.open(url);
      ({ ready } = await ended(browser));
      await browser.open(`${url}other.html`);
      await browser.until(() => document.readyState === 'complete');
      const signal = server.signal(path);
      await browser.back();
      said = await Promise.race([signal, new Promise((resolve) => setTimeout(resolve, 5000))]);
    }
    const outcome = await browser.ask(async (done) => {
      await window.analytics.identify('u2', { email: 'joe@example.com' });
      done(window.outcome());
    });
    return { ...outcome, ready };
  },
  /** Prerendered by another page, and shown when that has seen it wait. */
  async prerender(browser, url, path) {
    const said = server.signal(path);
    await browser.open(`${url}launch.html`);
    assert.equal(await said, 'waiting');
    assert.equal(server.requests(`${path}vendor.js`), 0);
    await browser.ask((done) => {
      done();
      location.href = './';
    });
    await browser.until(() => 'ended' in window);
    const outcome = await ended(browser);
    assert.equal(outcome.activated, true, 'the prerendered page was shown');
    return outcome;
  },
};

/** What came of a condition's page. */
async function see(browser, condition, path) {
  const url = server.url + path;
  if (condition.drive) return WAYS[condition.drive](browser, url, path);
  await browser.open(url);
  return ended(browser);
}

const able = (done) =>
  done({
    trustedTypes: 'trustedTypes' in window,
    speculationRules: !!HTMLScriptElement.supports?.('speculationrules'),
  });

describe('every condition in every engine', { concurrency: ENGINES.length }, () => {
  for (const engine of ENGINES) {
    test(engine, async (t) => {
      const browser = await drive(engine);
      t.after(() => browser.close());
      versions[engine] = browser.version;
      rows[engine] = [];
      const can = await browser.ask(able);
      for (const condition of CONDITIONS)
        for (const encoding of encodingsOf(condition)) {
          const { name, needs } = condition;
          if (!name.includes(process.env.CONDITION ?? '')) continue;
          if (needs && !can[needs]) {
            rows[engine].push({ name, encoding, reason: NEEDS[needs] });
            continue;
          }
          await t.test(`${name}, ${encoding}`, { timeout: 60_000 }, async () => {
            const path = pathOf(engine, encoding, condition);
            const { calls, errors, violations, said, ready, runs } = await see(browser, condition, path);
            const answer = ready ? 'yes' : 'no';
            rows[engine].push({
              name,
              encoding,
              calls,
              errors,
              violations,
              said,
              ready: condition.host === false ? 'no host' : answer,
            });
            // Where it is refused Chromium and Firefox report it; WebKit does not.
            const refused = encoding === 'refused' && engine !== 'WebKit' ? ['script-src wasm-eval'] : [];
            const { violations: more = [], ...expected } = { ...fine, ...condition.expect?.(encoding) };
            assert.deepEqual(
              { calls, errors: errors.length, violations, said, ready, runs },
              { ...expected, violations: [...refused, ...more] },
              errors.join(),
            );
          });
        }
    });
  }
});
