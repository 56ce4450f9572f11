// What the playground's pages show under each condition, and how its verdict tells one state from another.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as profitwell from '../../src/page/profitwell/border.js';
import * as prosperstack from '../../src/page/prosperstack/border.js';
import { CONDITIONS } from '../../www/conditions.js';
import { MARK_OF, markOf } from '../../www/marks.js';
import { browse, EMAIL } from './playground.mjs';

test('marks are given to codes that exist, and what turns a destination off is an error', () => {
  const codes = [profitwell, prosperstack].flatMap(({ EXPLANATIONS }) => Object.keys(EXPLANATIONS));
  for (const name of MARK_OF.keys()) assert.ok(codes.includes(name), name);
  for (const { EXPLANATIONS, NAMES, LAST_OFF, FIRST_REPORT, CODES } of [profitwell, prosperstack]) {
    const names = Object.keys(EXPLANATIONS);
    const offs = CODES.slice(0, LAST_OFF - FIRST_REPORT + 1);
    for (const name of [...names.slice(0, NAMES.length - 1), ...offs]) assert.equal(markOf(name), 'error', name);
  }
});

/** By address: what to do, and what the verdict then reads like. */
const SHOWN = [
  ['marketing.html', /has started, without knowing/],
  ['marketing.html?vendor=slow&seconds=1', /has started/],
  ['marketing.html?vendor=blocked', /hears nothing: an ad blocker or the network/],
  ['marketing.html?vendor=policy', /hears nothing: the Content-Security-Policy/],
  ['marketing.html?vendor=empty', /what was loaded is not its script/],
  ['marketing.html?vendor=another', /what was loaded is not its script/],
  ['marketing.html?wasm=refused', /has started/],
  ['marketing.html?consent=denied', /does not consent/],
  ['marketing.html?consent=pending', /Waiting for the visitor/, 'Give consent', /has started/],
  ['marketing.html?consent=promise', /Waiting for the visitor/, 'Give consent', /has started/],
  ['marketing.html?paddle=before', /takes only customer ids that begin with ctm_/],
  ['marketing.html?paddle=after', /has started/],
  ['marketing.html?snippet=same', /Another snippet has started/],
  ['marketing.html?snippet=another', /Off: .*another token.*Keep one of the two/s],
  ['marketing.html?tags=same', /has started/],
  ['marketing.html?tags=another', /Another registration is off/],
  ['marketing.html?network=offline', /there is no network/],
  ['marketing.html?framework=prototype', /has started/],
  ['marketing.html?framework=mootools', /has started/],
  ['web-app.html', /Waiting for the first identify/],
  ['web-app.html?wasm=refused&framework=mootools', /Waiting for the first identify/],
  ['web-app.html?segment=on', /Off: .*Switch the ProfitWell destination off/s],
  ['web-app.html?consent=promise', /Waiting for the visitor/, 'Give consent', /Waiting for the first identify/],
  ['web-app.html?tags=another', /Another registration is off/],
  ['web-app.html?token=', /Off: publicApiToken is missing.*Copy the Public API Token/s],
  ['prosperstack.html?wasm=refused', /Waiting for the first identify/],
  ['prosperstack.html?tags=another', /Waiting|another endpoint/],
  ['prosperstack.html?consent=denied', /does not consent/],
  ['prosperstack.html?framework=prototype', /Waiting/],
];

test('each page is shown under each condition, with real headers, and what is expected comes true', () =>
  browse(async ({ page, go, met, says, press }) => {
    for (const [path, pattern, button, later] of SHOWN) {
      const response = await go(path);
      const policy = response.headers()['content-security-policy'];
      assert.equal(policy.includes("'wasm-unsafe-eval'"), !path.includes('wasm=refused'), path);
      const failed = (error) => assert.fail(`${path}: ${error.message}`);
      await says(pattern).catch(failed);
      if (button) await press(button);
      if (later) await says(later).catch(failed);
      if (!path.includes('token=')) await met().catch(failed);
      assert.ok((await page.locator('#expected li').count()) > 0, path);
    }
  }));

test('each condition is met by an address, and the form makes that address', () =>
  browse(async ({ page, go }) => {
    const used = SHOWN.map(([path]) => path).join(' ');
    for (const [name, { values }] of Object.entries(CONDITIONS))
      for (const value of Object.keys(values).slice(1))
        assert.ok(used.includes(`${name}=${value}`), `${name}=${value}`);
    await go('marketing.html');
    await page.getByRole('heading', { name: 'Conditions' }).click();
    await page.getByLabel('WebAssembly').selectOption('refused');
    await page.getByLabel('ProfitWell\u2019s script', { exact: true }).selectOption('slow');
    await page.getByLabel('Seconds, if it arrives late').fill('1');
    await page.getByRole('button', { name: 'Show it like this' }).click();
    await page.waitForURL('**/marketing.html?*');
    assert.equal(new URL(page.url()).search, '?vendor=slow&wasm=refused&seconds=1');
    await page.getByText('ProfitWell\u2019s script: arrives late \u00b7 WebAssembly: refused by the policy').waitFor();
  }));

test('the verdict tells apart what one sentence told alike, and after a blocked script nothing sounds like success', () =>
  browse(async ({ page, go, says, mark, identify, press }) => {
    await go('marketing.html');
    await says(/has started/);
    for (const [traits, pattern, trait, reason] of [
      [{ email: 'jane@localhost' }, /no dot after the @/, 'email', 'email_unusable'],
      [{ user_email: EMAIL }, /is not called email.*Name the trait email/s, 'user_email', 'email_trait_near_miss'],
      [{ email: 'undefined' }, /placeholder/, 'email', 'email_unusable'],
      [{ plan: 'pro' }, /no trait of this identify is called email/, 'plan', ''],
    ]) {
      await identify(traits);
      await says(pattern);
      assert.equal(await mark(), 'ignored');
      const row = page
        .locator('#traits-table tbody tr')
        .filter({ has: page.getByRole('rowheader', { name: trait, exact: true }) });
      assert.equal(await row.getAttribute('class'), 'ignored');
      assert.ok((await row.textContent()).includes(reason), await row.textContent());
    }
    await identify({ email: EMAIL, plan: 'pro' });
    await says(`ProfitWell knows ${EMAIL}.`);
    assert.equal(await mark(), 'done');
    const classes = await page
      .locator('#traits-table tbody tr')
      .evaluateAll((rows) => rows.map((row) => row.className));
    assert.deepEqual(classes, ['done', 'ignored']);
    // A call and what came of it are one group.
    const group = page.locator('.group').last();
    assert.match(await group.textContent(), /You called.*reidentified_by_email.*ProfitWell received/s);
    await press('Withdraw consent');
    await says(/Its script has run and cannot be unloaded/);

    await go('marketing.html?vendor=blocked');
    await says(/hears nothing/);
    await identify({ email: EMAIL });
    await page.locator('.group').last().getByText('Nobody hears this').waitFor();
    assert.equal(await page.locator('.group').last().locator('.mark.done').count(), 0);
    assert.equal(await page.locator('#traits-table .mark.done').count(), 0);
    assert.equal(await mark(), 'error');
  }));

test('where the tag itself does not arrive, the verdict says so, and the page works on', () =>
  browse(async ({ page, go, says, identify }) => {
    await page.route('**/*.min.js', (route) => route.abort());
    for (const path of ['marketing.html', 'prosperstack.html']) {
      await go(path);
      await says(/its script has not run/);
      await identify({ email: EMAIL });
    }
  }));

test('a change that is made offline waits, and goes when the network is back', () =>
  browse(async ({ go, says, met, press }) => {
    await go('prosperstack.html?network=offline');
    await press('Identify');
    await says(/The change waits until/);
    await press('Back online');
    await says(/has every change/);
    await met();
  }));
