// What the playground's pages can show: conditions, cancellation flows, the relay's answers, code, and the static copy.
// One page does for several checks, because a browser's context is slow to make.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { transform } from 'esbuild';
import { record, recorded } from '../../scripts/record-relay.mjs';
import { serve } from '../../scripts/serve.mjs';
import { boundPort, root } from '../../scripts/tools.mjs';
import { writeSite } from '../../scripts/www.mjs';
import * as profitwell from '../../src/page/profitwell/border.js';
import * as prosperstack from '../../src/page/prosperstack/border.js';
import { CONDITIONS } from '../../www/conditions.js';
import { PROFITWELL, PROSPERSTACK, THEN } from '../../www/endings.js';
import { MARK_OF, markOf } from '../../www/marks.js';
import { PAGES } from '../../www/pages.js';
import { RELAY_CASES } from '../../www/relay-cases.js';
import { FLOW_CODE, policyLines, STACKS } from '../../www/snippets.js';
import { violations } from './axe.mjs';
import { close, launch } from './support.mjs';

const EMAIL = 'jane@example.com';

let server;

before(async () => {
  await writeSite(); // bundles the pages' scripts as well
  server = await serve({ port: 0 });
});

after(async () => {
  await close();
  await server?.close();
});

/** Opens a page of its own context; nothing may go wrong unseen, and nothing leave the server. */
async function browse(task, { url = server.url, ...options } = {}) {
  const context = await (await launch()).newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(error.stack));
  page.on('response', (response) => response.url().startsWith(new URL('/', url).href) || wrong.push(response.url()));
  try {
    await task({
      page,
      context,
      go: (path) => page.goto(new URL(path, url).href, { waitUntil: 'domcontentloaded' }),
      verdict: () => page.locator('#verdict p').textContent(),
      mark: () => page.locator('#verdict').getAttribute('data-mark'),
      /** Resolves when the verdict reads like this. */
      says: (pattern) => page.locator('#verdict').filter({ hasText: pattern }).waitFor(),
      identify: async (traits) => {
        await page.getByLabel('More traits, as JSON').fill(JSON.stringify(traits));
        await page.getByRole('button', { name: 'Identify', exact: true }).click();
      },
      /** Resolves when all that is expected has happened. */
      met: () => page.waitForFunction(() => !document.querySelector('#expected li:not([data-met])')),
      press: (name) => page.getByRole('button', { name, exact: true }).click(),
    });
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}

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

test('on a phone the newest is in sight after Identify', () =>
  browse(
    async ({ page, go, says, identify }) => {
      await go('web-app.html');
      await identify({ email: EMAIL });
      await says(EMAIL);
      await page.locator('.group').last().getByText('ProfitWell received').waitFor();
      const seen = (selector) =>
        page
          .locator(selector)
          .last()
          .evaluate((line) => {
            const { top, bottom } = line.getBoundingClientRect();
            return top >= 0 && bottom <= innerHeight;
          });
      assert.ok(await seen('.effect'), 'the newest line');
      assert.ok(await seen('#verdict'), 'the verdict');
    },
    { viewport: { width: 390, height: 844 } },
  ));

/** All of the documentation. */
const documentation = () =>
  [
    'README.md',
    ...readdirSync(join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ]
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');

test('the endings are those of the types, and each can be seen', () =>
  browse(async ({ page, go, says, met }) => {
    const types = (file) => readFileSync(join(root, file), 'utf8');
    const named = (endings) => [...new Set(endings.flatMap(({ details }) => details ?? []))].sort();
    const ours = /one of these codes:(.*?)\*\//s.exec(types('js/profitwell/index.d.ts'))[1];
    assert.deepEqual(named(PROFITWELL), [...ours.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort());
    const errors = /details:\n(.*?);/s.exec(types('js/prosperstack/flow.d.ts'))[1];
    const theirs = [...errors.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    assert.deepEqual(named(PROSPERSTACK), [...theirs, 'aborted'].sort());

    await go('flows.html');
    await met();
    const tried = async (product, box, { status, details, advice, answer, options }) => {
      if (!answer && !options) return;
      const label = `Try ${product}: ${status}${details ? ` ${details}` : ''}`;
      await page.getByRole('button', { name: label, exact: true }).click();
      const words = details ? `${status} ${details} \u2192` : `${status} `;
      await page
        .locator(box)
        .filter({ hasText: words })
        .filter({ hasText: advice ?? THEN[status] })
        .waitFor();
      const group = page.locator('.group').last();
      const count = await group.getByText('fallback was called').count();
      assert.equal(count, status === 'error' && !advice ? 1 : 0, label);
    };
    for (const ending of PROFITWELL) {
      await page.locator('#profitwell-result').evaluate((box) => box.replaceChildren());
      await tried('ProfitWell', '#profitwell-result', ending);
    }
    // What was aborted or timed out the library still listens for, so that the next dialogue wants a new page.
    const isLeft = ({ answer }) => answer === 'abort' || answer === 'hang';
    for (const ending of PROSPERSTACK.filter((one) => !isLeft(one))) {
      await page.locator('#prosperstack-result').evaluate((box) => box.replaceChildren());
      await page.waitForFunction(() => !document.querySelector('.prosperstack-iframe, #prosperstack-overlay'));
      await tried('ProsperStack', '#prosperstack-result', ending);
    }
    for (const ending of PROSPERSTACK.filter(isLeft)) {
      await go('flows.html');
      await tried('ProsperStack', '#prosperstack-result', ending);
    }
    for (const { details, address } of PROFITWELL.filter(({ address }) => address !== undefined)) {
      await go(`flows.html?${address}`);
      if (details === 'vendor_script_blocked') await says(/hears nothing/);
      await page.getByRole('button', { name: 'Cancel subscription' }).click();
      await page
        .locator('#profitwell-result')
        .filter({ hasText: `error ${details}` })
        .waitFor();
    }
    // By a person, in both dialogues.
    await go('flows.html');
    await page.getByRole('button', { name: 'Cancel subscription' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'chose to cancel' }).press('Enter');
    await page.locator('#profitwell-result').filter({ hasText: THEN.chose_to_cancel }).waitFor();
    await page.getByRole('button', { name: 'Cancel by ProsperStack' }).click();
    await page.frameLocator('.prosperstack-iframe').getByRole('button', { name: 'saved' }).click();
    await page.locator('#prosperstack-result').filter({ hasText: THEN.saved }).waitFor();
  }));

test('the relay\u2019s recordings are those of the built relay', async () => {
  assert.deepEqual(await recorded(), await record());
  const answered = Object.keys(RELAY_CASES).filter((name) => !['crashed', 'time_out', 'offline'].includes(name));
  assert.deepEqual(answered, Object.keys(await recorded()));
});

/** By answer: what the destination decides. */
const DECIDED = {
  delivered: 'delivered',
  accepted: 'delivered',
  no_session: 'no_session',
  foreign_origin: 'origin_refused',
  another_email: 'another_person',
  too_large: 'message_refused',
  not_json: 'message_refused',
  too_many: 'retrying',
  crashed: 'retrying',
  upstream_key_refused: 'not_implemented',
  upstream_failed: 'retrying',
  upstream_timed_out: 'retrying',
  time_out: 'retrying',
  offline: 'retrying',
};

test('each answer of the relay is told for the page, the log and the owner, and a repeat ends well', () =>
  browse(async ({ page, go, press, says }) => {
    assert.deepEqual(Object.keys(DECIDED), Object.keys(RELAY_CASES));
    const recordings = await recorded();
    await go('bench.html');
    const newest = page.locator('#requests > li').first();
    const block = (title) => newest.locator('.view').filter({ has: page.getByRole('heading', { name: title }) });
    const answers = page.getByLabel('The relay answers');
    for (const [name, decision] of Object.entries(DECIDED)) {
      const before = await page.locator('#requests > li').count();
      await answers.selectOption(name);
      await press('Identify');
      await page.waitForFunction((count) => document.querySelectorAll('#requests > li').length > count, before);
      await block('For the page').getByText(decision, { exact: true }).waitFor();
      await block('For you').getByText(RELAY_CASES[name].owner).waitFor();
      const outcome = recordings[name]?.log.outcome ?? 'did not see this request';
      await block('In the relay\u2019s log').filter({ hasText: outcome }).waitFor();
      assert.deepEqual(
        await newest
          .locator('mark')
          .allTextContents()
          .then((all) => all.length),
        name === 'delivered' ? 2 : 1,
      );
      if (decision !== 'retrying') continue;
      await newest.locator('.mark.waiting').waitFor();
      await says('the same message is sent again later');
      // It goes again by itself, or at once when the page is hidden; a pause that the relay asks for is kept.
      if (name === 'offline') await press('Back online');
      else await answers.selectOption('delivered');
      if (name !== 'too_many' && name !== 'offline') await press('Hide the page');
      await block('For the page').getByText('delivered', { exact: true }).waitFor();
    }
  }));

test('the code for each stack is that of the documentation', () =>
  browse(async ({ page, go }) => {
    const text = documentation();
    const usual = { siteType: 'web app', consent: 'none', policy: 'none' };
    const has = (lines) => assert.ok(text.includes(lines), lines);
    for (const { id, code } of STACKS) {
      if (id === 'tag') {
        has(code({ ...usual, siteType: 'marketing' }));
        has(code({ ...usual, siteType: 'marketing', policy: 'nonce' }));
      }
      if (!['tag', 'wordpress', 'jitsu'].includes(id)) has(code(usual));
      if (id === 'wordpress') has(code({ ...usual, siteType: 'marketing' }));
      if (id === 'jitsu') {
        const blocks = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, block]) => JSON.stringify(JSON.parse(block)));
        assert.ok(blocks.includes(JSON.stringify(JSON.parse(code(usual)))), id);
      }
    }
    for (const part of FLOW_CODE.split(/^\/\/ .*\n/m).filter(Boolean)) has(part.trim());
    for (const policy of ['nonce', 'nowasm']) {
      for (const source of policyLines(policy).match(/https:\S+|'[\w-]+'/g)) {
        if (source !== "'nonce-YOUR_NONCE'") has(source);
      }
    }
    for (const { id, code } of STACKS) {
      for (const siteType of ['marketing', 'web app']) {
        for (const consent of ['none', 'required']) {
          for (const policy of ['none', 'nonce', 'nowasm']) {
            const made = code({ siteType, consent, policy });
            if (!made.startsWith('<') && id !== 'jitsu') await transform(made, { loader: 'jsx' });
            assert.ok(consent === 'none' || /consent|setConsent/.test(made), id);
            if (id !== 'jitsu') assert.equal(made.includes('nowasm'), policy === 'nowasm', id);
            if (id !== 'jitsu') assert.equal(made.includes('YOUR_NONCE'), policy === 'nonce', id);
          }
        }
      }
    }
    await go('code.html?id=next&consent=required&policy=nonce');
    const code = page.getByRole('group', { name: 'Code' });
    assert.match(
      await code.textContent(),
      /'use client';.*consent: 'required', nonce: 'YOUR_NONCE'.*setConsent\(true\)/s,
    );
    await page.getByLabel('Stack').selectOption('WordPress');
    assert.match(await code.textContent(), /wp-content/);
    assert.match(page.url(), /id=wordpress/);
  }));

/** States of the pages that a reader meets: an address and what is pressed. */
const STATES = [
  ...PAGES.map(({ file }) => [file]),
  ['no-such-page'],
  ['marketing.html?vendor=blocked', 'Identify'],
  ['web-app.html?consent=pending', 'Identify'],
  ['web-app.html?token='],
  ['prosperstack.html', 'Identify'],
  ['bench.html', 'Identify'],
  ['flows.html', 'Cancel subscription'],
  ['code.html?policy=nonce'],
];

test('axe finds nothing wrong with any page or state, light and dark, narrow and wide', () =>
  browse(
    async ({ page, go, press }) => {
      for (const [path, button] of STATES) {
        await go(path);
        const details = page.locator('#conditions details');
        if (await details.count()) await details.evaluate((one) => one.setAttribute('open', ''));
        if (button) await press(button);
        if (button === 'Identify') await page.locator('.group').nth(1).locator('.effect').first().waitFor();
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 844 });
          const found = await violations(page);
          // Of the colours alone it depends whether it is dark.
          await page.emulateMedia({ colorScheme: 'dark' });
          found.push(...(await violations(page, ['color-contrast'])));
          await page.emulateMedia({ colorScheme: 'light' });
          assert.deepEqual(found, [], `${path}, ${width} px`);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is wider`);
        }
      }
    },
    { colorScheme: 'light' },
  ));

test('with forced colours the marks keep their shapes', () =>
  browse(
    async ({ page, go, says }) => {
      await go('marketing.html?vendor=blocked');
      await says(/hears nothing/);
      const shapes = await page.evaluate(() =>
        [
          ['done', null],
          ['waiting', null],
          ['error', '::before'],
        ].map(([name, part]) => {
          const style = getComputedStyle(document.querySelector(`.mark.${name}`), part);
          const isFilled = style.backgroundColor === style.borderTopColor;
          return `${name}: ${style.borderTopStyle}, ${isFilled ? 'filled' : 'open'}, ${style.transform === 'none' ? 'upright' : 'turned'}`;
        }),
      );
      assert.deepEqual(shapes, [
        'done: solid, filled, upright',
        'waiting: dashed, open, upright',
        'error: solid, filled, turned',
      ]);
    },
    { forcedColors: 'active' },
  ));

test('conditions, a call and its effects are reached by the keyboard alone', () =>
  browse(async ({ page, go, says }) => {
    await go('marketing.html');
    const tabTo = async (name) => {
      for (let steps = 0; steps < 30; steps += 1) {
        await page.keyboard.press('Tab');
        const focus = await page.evaluate(() => {
          const { activeElement: element } = document;
          const { outlineStyle } = getComputedStyle(element);
          return {
            name: element.labels?.[0]?.textContent ?? element.textContent.trim(),
            isSeen: outlineStyle !== 'none',
          };
        });
        assert.ok(focus.isSeen, focus.name);
        if (focus.name.startsWith(name)) return;
      }
      assert.fail(`${name} is out of reach`);
    };
    await tabTo('Conditions');
    await page.keyboard.press('Enter');
    await tabTo('Consent');
    await page.keyboard.press('p');
    await tabTo('Show it like this');
    await page.keyboard.press('Enter');
    await says(/Waiting for the visitor/);
    await tabTo('Email');
    await page.keyboard.type(EMAIL);
    await tabTo('Identify');
    await page.keyboard.press('Enter');
    await tabTo('Give consent');
    await page.keyboard.press('Enter');
    await says(`ProfitWell knows ${EMAIL}`);
  }));

/** A host of files, as plain as they come, with the copy in a folder of it. */
async function hostOfFiles(folder) {
  const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
  const host = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://host');
    const name = pathname.slice('/shop/'.length) || 'index.html';
    try {
      if (request.method !== 'GET' || !pathname.startsWith('/shop/')) throw new Error('not here');
      const body = readFileSync(join(folder, name));
      response.writeHead(200, { 'Content-Type': types[extname(name)] ?? 'text/plain' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await once(host, 'listening');
  return host;
}

test('the static copy works in a folder of any host of files', async (t) => {
  const host = await hostOfFiles(join(root, 'target/www'));
  t.after(() => host.close());
  const url = `http://127.0.0.1:${boundPort(host)}/shop/`;
  await browse(
    async ({ page, go, says, met, press, identify }) => {
      // The first visit, and already under conditions: the page comes again when the worker is there.
      await go('marketing.html?wasm=refused&vendor=slow&seconds=1');
      await met();
      await page.waitForFunction(() => navigator.serviceWorker.controller);
      const refused = await page.evaluate(
        async () =>
          (await fetch('profitwell.min.js')).ok &&
          performance.getEntriesByType('resource').some(({ name }) => name.endsWith('profitwell.nowasm.js')),
      );
      assert.ok(refused);
      await identify({ email: EMAIL });
      await says(`ProfitWell knows ${EMAIL}`);
      await go('marketing.html?vendor=blocked');
      await says(/hears nothing/);
      await go('prosperstack.html');
      await press('Identify');
      await page.getByRole('heading', { name: 'Request 1 \u00b7 200' }).waitFor();
      await press('Identify somebody else');
      await page.getByRole('heading', { name: 'Request 2 \u00b7 409' }).waitFor();
      await go('bench.html');
      await page.getByLabel('The relay answers').selectOption('foreign_origin');
      await press('Identify');
      await page.getByText('origin_refused', { exact: true }).first().waitFor();
      await go('flows.html');
      await press('Try ProsperStack: saved');
      await page.locator('#prosperstack-result').filter({ hasText: THEN.saved }).waitFor();
      await page.getByRole('link', { name: 'Check' }).click();
      await page.waitForURL(url);
    },
    { url },
  );
});
