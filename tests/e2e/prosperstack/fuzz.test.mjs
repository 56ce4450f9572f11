// Hostile traits and settings in a real page, against the built package. `SEED` repeats a run.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from '../../../scripts/tools.mjs';
import { NAMES } from '../../../src/page/prosperstack/border.js';
import { bundle, close, entry, open } from '../support.mjs';

after(close);

const EVENTS = 10_000;
const SETTINGS = 1_000;
const HEAP_GROWTH = 256 * 1024;
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`${EVENTS} hostile events and ${SETTINGS} hostile settings: nothing thrown, nothing that is no property sent, nothing leaked`, async (t) => {
  t.diagnostic(`SEED=${SEED}`);
  const library = await bundle(`export * from ${JSON.stringify(entry('prosperstack/index'))};`, { globalName: 'lib' });
  const half = readFileSync(join(root, 'tests/e2e/prosperstack/fuzz.page.js'), 'utf8').replace(
    "'../fuzz/values.js'",
    "'./fuzz/values.js'",
  );
  const { page, seen } = await open({
    script: `window.SEED = ${SEED}; window.SETTINGS = ${JSON.stringify(NAMES)}; ${library}; window.lib = lib; ${await bundle(half)}`,
  });
  const cdp = await page.context().newCDPSession(page);
  const heap = async () => {
    await cdp.send('HeapProfiler.collectGarbage');
    return (await cdp.send('Runtime.getHeapUsage')).usedSize;
  };
  await page.evaluate((count) => window.identify(count), EVENTS / 10);
  const before = await heap();
  await page.evaluate((count) => window.identify(count), EVENTS);
  const growth = (await heap()) - before;
  await page.evaluate((count) => window.register(count), SETTINGS);
  const { faults, sent } = await page.evaluate(() => window.report());
  t.diagnostic(`${sent} messages, heap ${growth} bytes`);
  assert.deepEqual(faults, []);
  assert.deepEqual(seen.errors, []);
  assert.ok(growth < HEAP_GROWTH, `${growth} bytes`);
  assert.ok(sent > EVENTS / 100, `only ${sent} messages`);
});
