// A panic of the real module, made by a test-only export: off from then on, said once, and
// everybody else on the page unharmed.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { ofProduct } from '../../scripts/build-entries.mjs';
import { buildModule, MODULES, workOf } from '../../scripts/build-module.mjs';
import { root } from '../../scripts/tools.mjs';
import { bundle, close, open, printed, recycle, TOKEN } from './support.mjs';

const PROBE = { ...MODULES.profitwell, name: 'panic-probe', exports: [...MODULES.profitwell.exports, 'panic'] };
const WORK = workOf(PROBE);
const IDENTIFY = "{ userId: 'u1', traits: { email: 'jane@example.com' } }";

before(() => buildModule(PROBE));
after(close);
afterEach(recycle);

/** A script with the module in one of its encodings, in which `identify` is the panic. */
async function script(encoding, contents) {
  const { '#engine': _, ...others } = ofProduct({ product: 'profitwell', format: 'iife' }).alias ?? {};
  const nowasm = encoding === 'JavaScript';
  return bundle(contents, {
    alias: { ...others, '#nowasm': join(WORK, 'nowasm.js') },
    plugins: [
      {
        name: 'panic',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^#engine$/ }, () => ({ path: 'panic', namespace: 'panic' }));
          onLoad({ filter: /.*/, namespace: 'panic' }, () => ({
            resolveDir: WORK,
            contents: `import { IDENTIFY, PANIC, engine as real } from './engine${nowasm ? '-nowasm' : ''}.js';
            export * from './glue.js';
            export const engine = () => { const exports = real(); return { ...exports, [IDENTIFY]: exports[PANIC] }; };`,
          }));
        },
      },
    ],
  });
}

const codes = async (seen) => (await printed(seen, 1)).map(({ type, text }) => [type, /\((\w+)\)$/.exec(text)[1]]);

for (const encoding of ['WebAssembly', 'JavaScript']) {
  test(`${encoding}: a panic throws nothing into the page, is said once, and ready settles`, async () => {
    const { page, seen, calls } = await open({
      vendor: 'hang',
      script: await script(
        encoding,
        `
        import { profitwell, setConsent, cancellationFlow } from ${JSON.stringify(join(root, 'js/profitwell/index.js'))};
        const plugin = profitwell({ publicApiToken: '${TOKEN}', siteType: 'web app', timeoutMs: 50 });
        const ctx = { event: ${IDENTIFY} };
        window.outcome = (async () => {
          await plugin.load();
          const same = [plugin.identify(ctx) === ctx, plugin.identify(ctx) === ctx];
          setConsent(false);
          setConsent(true);
          const late = profitwell({ publicApiToken: '${TOKEN}' });
          await late.load();
          same.push(late.identify(ctx) === ctx);
          await Promise.all([plugin.ready(), late.ready()]);
          return [same, await cancellationFlow({ subscriptionId: 'sub_1' })];
        })();`,
      ),
    });
    assert.deepEqual(await page.evaluate(() => window.outcome), [
      [true, true, true],
      { status: 'error', details: 'not_loaded' },
    ]);
    assert.deepEqual(await codes(seen), [['error', 'internal_error']]);
    assert.deepEqual(seen.errors, []);
    assert.deepEqual(await calls(), [['auth_token', TOKEN]]);
  });

  test(`${encoding}: the host and its other destination get every event after a panic`, async () => {
    const { page, seen } = await open({
      script: await script(
        encoding,
        `
        import { AnalyticsBrowser } from '@segment/analytics-next';
        import { profitwell } from ${JSON.stringify(join(root, 'js/profitwell/index.js'))};
        const heard = [];
        const note = (ctx) => (heard.push(ctx.event.type), ctx);
        const other = { name: 'Other', type: 'destination', version: '1', isLoaded: () => true, load: async () => {},
          identify: note, track: note, page: note };
        const ours = profitwell({ publicApiToken: '${TOKEN}', siteType: 'web app' });
        const analytics = AnalyticsBrowser.load({ writeKey: 'wk', cdnSettings: { integrations: {} }, plugins: [ours, other] });
        window.outcome = (async () => {
          await analytics.ready();
          for (let i = 0; i < 3; i += 1) await analytics.identify('u' + i, { email: 'jane@example.com' });
          await analytics.track('Bought');
          await analytics.page();
          await ours.ready();
          return heard;
        })();`,
      ),
    });
    assert.deepEqual(await page.evaluate(() => window.outcome), ['identify', 'identify', 'identify', 'track', 'page']);
    assert.deepEqual(await codes(seen), [['error', 'internal_error']]);
    assert.deepEqual(seen.errors, []);
  });

  test(`${encoding}: the script tag lives on after a panic, and so does the page`, async () => {
    const tag = await script(
      encoding,
      `import { runTag } from ${JSON.stringify(join(root, 'js/shared/script-tag.js'))};
       runTag();`,
    );
    const { page, seen } = await open({
      files: { '/panic.js': tag },
      html: `<script src="/panic.js" data-public-api-token="${TOKEN}" data-site-type="web app"></script><script>
        profitwellDestination.identify(${IDENTIFY});
        profitwellDestination.identify(${IDENTIFY});
        profitwellDestination.reset();
        profitwellDestination.setConsent(true);
        window.after = true;</script>`,
    });
    assert.equal(await page.evaluate(() => window.after), true);
    assert.deepEqual(await codes(seen), [['error', 'internal_error']]);
    assert.deepEqual(seen.errors, []);
  });
}
