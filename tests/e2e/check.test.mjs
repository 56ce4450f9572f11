// Check, the playground's home page, and "Your live page", in Chromium.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { violations } from './axe.mjs';
import { server } from './playground.mjs';
import { launch, TAG, TOKEN, VENDOR_SCRIPT } from './support.mjs';

const HEAVIEST = 150 * 1024;
const RIGHT = `<script async src="/profitwell.min.js" data-public-api-token="${TOKEN}" data-site-type="web app"></script>`;
const broken = (name) => readFileSync(join(root, 'tests/files/pages', name), 'utf8');

/** Opens Check; nothing may go wrong unseen, and nothing leave the server. */
async function visit(task, { permissions = [], ...options } = {}) {
  const context = await (await launch()).newContext(options);
  if (permissions.length) await context.grantPermissions(permissions);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('request', (sent) => sent.url().startsWith(server.url) || wrong.push(sent.url()));
  page.on('dialog', (dialog) => wrong.push(dialog.message()));
  try {
    await page.goto(server.url);
    await task({
      page,
      paste: (text) => page.getByLabel('What you have').fill(text),
      says: (pattern) => page.locator('#verdict').filter({ hasText: pattern }).waitFor(),
      findings: () => page.locator('.finding .place code').allTextContents(),
    });
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}

test('a tag, settings, a policy, a page and a report are told from each other as they are pasted', () =>
  visit(async ({ page, paste, says, findings }) => {
    await paste(RIGHT);
    await says('Nothing wrong is found: ProfitWell starts with the first identify.');
    assert.equal(await page.locator('#verdict').getAttribute('data-mark'), 'done');
    await page.getByText('What cannot be seen from here').waitFor();
    await paste(`{ publicApiToken: '${TOKEN}', siteTyp: 'web app' }`);
    await says('1 thing to look at');
    assert.deepEqual(await findings(), ['unknown_setting']);
    await paste("default-src 'self'");
    await says('This policy stops ProfitWell');
    await paste(broken('not-ours.html'));
    await says('This is not ours: it is Segment\u2019s snippet.');
    await paste(
      '{"report": "retention-destinations", "ProfitWell": {"decisions": [{"name": "started_anonymously", "at": 1}]}}',
    );
    await says('On that page, last: ProfitWell is started without an identity');
    await paste('lorem ipsum');
    await says('Nothing is recognised here');
    await paste('');
    await page.locator('#result').waitFor({ state: 'hidden' });
  }));

test('every broken page gives its finding, with its line, and the corrected text can be copied', () =>
  visit(
    async ({ page, paste, says, findings }) => {
      await paste(broken('curly-quotes.html'));
      await says('This must be corrected: 2 errors.');
      assert.deepEqual(await findings(), ['curly_quotes', 'curly_quotes']);
      assert.match(await page.locator('.place').first().textContent(), /^1\. Error, line 5 /);
      await page.getByText('The corrected text of 1 corrects this, too.').waitFor();
      await page.getByRole('button', { name: 'Copy: the corrected whole' }).click();
      await page.locator('#whole').getByText('Copied.').waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(copied, /^<!doctype html>[\s\S]*data-site-type="web app"/);
      await paste(copied);
      await says('Nothing wrong is found');
    },
    { permissions: ['clipboard-read', 'clipboard-write'] },
  ));

test('ProsperStack\u2019s tag is checked by its own rules, which are downloaded then', () =>
  visit(async ({ page, paste, says, findings }) => {
    const requests = [];
    page.on('request', (sent) => requests.push(new URL(sent.url()).pathname));
    await paste('<script async src="/prosperstack.min.js" data-end-point="/relay"></script>');
    await says('1 error');
    assert.deepEqual(await findings(), ['unknown_attribute']);
    assert.deepEqual(requests, ['/check-prosperstack.js']);
    await paste('<script async src="/prosperstack.min.js" data-endpoint="/relay"></script>');
    await says('ProsperStack sends the properties');
  }));

test('nothing that is pasted runs or is loaded, a secret is not repeated, and a megabyte is answered', () =>
  visit(async ({ page, paste, says }) => {
    const hostile = `<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>
      <iframe src="https://evil.example/"></iframe><link rel="stylesheet" href="https://evil.example/a.css">
      <script src="https://evil.example/x.js"></script>${RIGHT.replace('web app', '<img src=x onerror=alert(4)>')}
      <script>window.profitwellSettings={privateToken:'5d41402abc4b2a76b9719d911017c592'}</script>`;
    await paste(hostile);
    await says('This must be corrected');
    assert.equal(await page.locator('#result img, #result iframe, #result script, #result svg').count(), 0);
    assert.ok(!(await page.locator('#result').textContent()).includes('5d41402abc4b2a76b9719d911017c592'));
    await page.evaluate((text) => {
      document.querySelector('#given').value = text.repeat(Math.ceil(1_000_000 / text.length));
    }, hostile);
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await says('errors');
    assert.ok((await page.locator('.finding').count()) <= 100);
  }));

test('the keyboard alone is enough: paste, check, read, copy', () =>
  visit(async ({ page }) => {
    const reach = async (name) => {
      for (let steps = 0; steps < 25; steps += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => {
          const { activeElement: element } = document;
          const { outlineStyle, outlineWidth } = getComputedStyle(element);
          const name = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
          return { name: name.trim(), ring: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 };
        });
        assert.ok(focused.ring, focused.name);
        if (focused.name === name) return;
      }
      assert.fail(`${name} is out of reach`);
    };
    await reach('What you have');
    await page.keyboard.insertText(broken('module.html'));
    await reach('Check');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'verdict');
    await reach('Copy: corrected text of 1');
    await page.keyboard.press('Enter');
    await page
      .getByText(/Copied\.|did not allow/)
      .first()
      .waitFor();
  }));

for (const [colorScheme, width] of [
  ['light', 390],
  ['dark', 390],
  ['light', 1280],
  ['dark', 1280],
]) {
  test(`axe finds nothing wrong, and nothing overflows: ${colorScheme}, ${width} px`, () =>
    visit(
      async ({ page, paste, says }) => {
        assert.deepEqual(await violations(page), []);
        for (const [text, verdict] of [
          [broken('policy.html') + broken('module.html'), 'This must be corrected'],
          [RIGHT, 'Nothing wrong'],
          ['script-src https:', 'This policy'],
        ]) {
          await paste(text);
          await says(verdict);
          assert.deepEqual(await violations(page), []);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        }
      },
      { colorScheme, viewport: { width, height: 800 } },
    ));
}

test('the page weighs at most 150 KB, and paints before its script has arrived', async () => {
  const context = await (await launch()).newContext();
  const page = await context.newPage();
  let weight = 0;
  page.on('response', async (response) => {
    weight += (await response.body()).length;
  });
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route('**/check.js', async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(server.url, { waitUntil: 'commit' });
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length === 1);
  release();
  await page.waitForLoadState('networkidle');
  assert.ok(weight > 50_000 && weight <= HEAVIEST, `${weight} bytes`);
  await context.close();
});

/** A page of somebody else's site, with our tag, under a policy. */
async function foreign(task, { policy, html }) {
  const context = await (await launch()).newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await context.route('https://shop.test/**', (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/tag.js') return route.fulfill({ contentType: 'text/javascript', body: readFileSync(TAG, 'utf8') });
    if (path !== '/account/jane') return route.fulfill({ status: 404, body: '' });
    const headers = policy ? { 'content-security-policy': policy } : {};
    return route.fulfill({ contentType: 'text/html', headers, body: `<!doctype html><title>Shop</title>${html}` });
  });
  await context.route('https://public.profitwell.com/**', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: VENDOR_SCRIPT }),
  );
  const console = [];
  page.on('console', ({ type, text }) => type() === 'error' && console.push(text()));
  await page.goto('https://shop.test/account/jane');
  try {
    await task(page, console);
  } finally {
    await context.close();
  }
}

/** The line for the console, and the same as a bookmark. */
async function line() {
  let found;
  await visit(
    async ({ page }) => {
      await page.getByRole('button', { name: 'Copy the line' }).click();
      await page.locator('#dragged').getByText('Copied.').waitFor();
      const text = await page.evaluate(() => navigator.clipboard.readText());
      const bookmark = await page.getByRole('link', { name: 'What does ProfitWell say?' }).getAttribute('href');
      assert.equal(decodeURIComponent(bookmark.replace('javascript:', '')), text);
      assert.ok(!text.includes('\n'));
      found = { text, bookmark };
    },
    { permissions: ['clipboard-read', 'clipboard-write'] },
  );
  return found;
}

const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' https://public.profitwell.com; require-trusted-types-for 'script'; trusted-types retention-destinations";
const SHOP = `<script src="/tag.js" data-public-api-token="${TOKEN}"></script>`;

test('under a strict policy the console\u2019s line shows the decisions in words, and its report is one that Check reads', async () => {
  const { text } = await line();
  await foreign(
    async (page, console) => {
      await page.waitForFunction(() => window.profitwell?.isLoaded);
      await page.evaluate(() =>
        window.profitwellDestination.identify({ userId: 'u1', traits: { user_email: 'jane@shop.test' } }),
      );
      // As the console does: by the debugger's protocol, which no policy of the page stops.
      await page.evaluate(text);
      const panel = page.getByRole('dialog', { name: 'What the destinations on this page say' });
      await panel.getByText('ProfitWell is started without an identity').waitFor();
      await panel.getByText('this identify names nobody, so nothing is sent').waitFor();
      await panel.getByText(/token 01\u2026ef/).waitFor();
      assert.deepEqual(console, []);
      // The styles are there, too, though the policy allows none.
      assert.equal(await panel.evaluate((element) => getComputedStyle(element).position), 'fixed');
      await panel.getByRole('button', { name: 'Copy report' }).click();
      await panel.getByText('Copied.').waitFor();
      const report = await page.evaluate(() => navigator.clipboard.readText());
      for (const value of ['jane', 'u1"', TOKEN, '/account']) assert.ok(!report.includes(value), value);
      assert.equal(JSON.parse(report).ProfitWell.state.script, 'loaded');
      await page.keyboard.press('Escape');
      assert.equal(await panel.count(), 0);
      await visit(async ({ paste, says, findings }) => {
        await paste(report);
        await says('On that page, last:');
        assert.deepEqual(await findings(), ['no_identity']);
      });
    },
    { policy: STRICT, html: SHOP },
  );
});

/** As a bookmark is: the browser navigates, not the page. Nothing is navigated to, which Playwright takes for a failure. */
const press = (page, bookmark) => page.goto(bookmark).catch(() => {});

for (const [what, policy] of [
  ['without a policy', undefined],
  ['under a strict policy', STRICT],
]) {
  test(`the bookmarklet shows the same on a page ${what}, once`, async () => {
    const { bookmark } = await line();
    await foreign(
      async (page, console) => {
        const panel = page.getByRole('dialog', { name: 'What the destinations on this page say' });
        for (let times = 0; times < 2; times += 1) {
          await press(page, bookmark);
          await panel.getByText('ProfitWell is started without an identity').waitFor();
          assert.equal(await panel.count(), 1);
        }
        await panel.getByRole('button', { name: 'Close' }).click();
        assert.equal(await panel.count(), 0);
        assert.equal(page.url(), 'https://shop.test/account/jane');
        assert.deepEqual(console, []);
      },
      { policy, html: SHOP },
    );
  });
}

test('where nothing of ours is, the panel says so; old frameworks on the page change nothing', async () => {
  const { text } = await line();
  const prototype = `<script>Array.prototype.toJSON = function () { return 'x'; };
    Array.from = Array.prototype.map = Array.prototype.reduce = Object.keys = function () { return []; };</script>`;
  await foreign(
    async (page) => {
      await page.evaluate(text);
      await page.getByRole('dialog').getByText('There is no destination of ours on this page').waitFor();
    },
    { html: '<p>Shop</p>' },
  );
  await foreign(
    async (page) => {
      await page.evaluate(text);
      const panel = page.getByRole('dialog');
      await panel.getByText('ProfitWell is started without an identity').waitFor();
      await panel.getByRole('button', { name: 'Copy report' }).click();
      await panel.getByText('Copied.').waitFor();
      const report = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
      assert.equal(report.ProfitWell.decisions[0].name, 'started_anonymously');
    },
    { html: prototype + SHOP },
  );
});
