// The playground as its owner uses it: by labels, roles and the keyboard.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { portOf } from '../../scripts/serve.mjs';
import { root } from '../../scripts/tools.mjs';
import { server } from './playground.mjs';
import { launch } from './support.mjs';

const EMAIL = 'ada@shop.example';
const AUTH = `profitwell('auth_token', "playground-public-token")`;
const START = (options) => `profitwell('start', ${JSON.stringify(options)})`;

let debug;
let ALL;
let VERSION;

before(async () => {
  const load = (file) => import(pathToFileURL(join(root, file)));
  debug = await load('dist/debug.js');
  const border = await load('src/page/profitwell/border.js');
  VERSION = border.VERSION;
  ALL = Object.keys(border.EXPLANATIONS);
});

/** Opens a page of the playground and hands its parts to a test; nothing may go wrong unseen. */
async function visit(path, task, { errors = 0, ...options } = {}) {
  const context = await (await launch()).newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const wrong = [];
  const foreign = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('request', (sent) => sent.url().startsWith(server.url) || foreign.push(sent.url()));
  const decision = page.getByRole('log').locator('.decision code');
  const received = page.locator('[data-field="received"]');
  const waiting = page.locator('[data-field="queue"]');
  const state = page.locator('[data-field="script"]');
  const says = (locator, text) => locator.filter({ hasText: text }).last().waitFor();
  const parts = {
    page,
    decided: (name) => says(decision, name),
    decisions: () => decision.allTextContents(),
    timeline: (text) => says(page.getByRole('log').getByRole('listitem'), text),
    scriptIs: (word) => says(state, word),
    received: () => received.locator('code').allTextContents(),
    waiting: () => waiting.locator('code').allTextContents(),
    gets: (call) => says(received.locator('code'), call),
    press: (name) => page.getByRole('button', { name, exact: true }).click(),
    identify: async ({ userId = '', email = '', traits = '' }) => {
      await page.getByLabel('User id').fill(userId);
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('More traits, as JSON').fill(traits);
      await page.getByRole('button', { name: 'Identify' }).click();
    },
  };
  try {
    await page.goto(new URL(path, server.url).href);
    await task(parts);
    assert.equal(wrong.length, errors, wrong.join('\n'));
    assert.deepEqual(foreign, []);
  } finally {
    await context.close();
  }
}

test('every code of the destination is explained in a sentence', () => {
  assert.deepEqual(Object.keys(debug.EXPLANATIONS), ALL);
  for (const name of ALL) assert.match(debug.explain(name), /^[A-Z].{20,}\.$/, name);
  assert.equal(debug.explain('toString'), undefined);
});

test('check names what is likely meant, and never a token', () => {
  const hints = (settings) => debug.checkSettings(settings).map(({ message }) => message.replace(/\.$/, ''));
  assert.deepEqual(hints({ publicApiToken: 'abc', siteType: 'wep app', consent: 'required', scriptUrl: '/pw.js' }), []);
  assert.deepEqual(hints({ publicApiKey: 'abc', sitetype: 'web app' }), [
    'sitetype is not a setting: did you mean siteType? In a script tag it is data-site-type',
  ]);
  assert.match(hints({ token: 'abc' })[0], /did you mean publicApiToken\?/);
  assert.match(hints({ publicApiToken: 'abc', siteType: 'marketting' })[0], /"marketing"/);
  assert.match(hints({ publicApiToken: 'abc', scriptUrl: 'http://cdn.example/pw.js' })[0], /plain http/);
  assert.deepEqual(hints({ publicApiToken: 'abc', scriptUrl: 'http://localhost/pw.js' }), []);
  for (const token of ['s3cret s3cret', `s3cret${'x'.repeat(100)}`, ' s3cret']) {
    const found = hints({ publicApiToken: token });
    assert.equal(found.length, 1);
    assert.doesNotMatch(found[0], /s3cret/);
  }
  assert.equal(hints(undefined).length, 1);
});

test('without a destination on the page, watch says what to call first and makes none', (t) => {
  const warn = t.mock.method(console, 'warn', () => {});
  debug.watch(() => {})();
  assert.match(warn.mock.calls[0].arguments[0], /call profitwell\(settings\) first/);
  assert.equal(globalThis[Symbol.for('retention-destinations/ProfitWell')], undefined);
});

test('several watchers hear of every code until they stop, also where one throws', (t) => {
  const core = { version: VERSION, watch() {} };
  const key = Symbol.for('retention-destinations/ProfitWell');
  globalThis[key] = core;
  t.after(() => delete globalThis[key]);
  const log = t.mock.method(console, 'error', () => {});
  const heard = [];
  debug.watch(() => {
    throw new Error('a fault of the listener');
  });
  const stop = debug.watch(({ code, name, text }) => heard.push([code, name, text]));
  core.watch(1);
  stop();
  core.watch(1);
  assert.deepEqual(heard, [[1, ALL[0], debug.explain(ALL[0])]]);
  assert.equal(log.mock.callCount(), 2);
});

test('a web app waits, and an email starts ProfitWell with it', () =>
  visit('/web-app.html', async ({ decided, decisions, identify, gets, received, scriptIs, timeline }) => {
    await decided('waiting_for_identify');
    await scriptIs('loaded');
    await timeline('remembers no visitor');
    assert.deepEqual(await received(), [AUTH]);
    await identify({ userId: 'user-1', email: EMAIL, traits: '{"plan": "pro"}' });
    await gets(START({ user_email: EMAIL }));
    assert.deepEqual(await decisions(), ['waiting_for_identify', 'started_with_email']);
    assert.deepEqual(await received(), [AUTH, START({ user_email: EMAIL })]);
  }));

test('without an email it starts anonymously', () =>
  visit('/web-app.html', async ({ decided, identify, gets, received }) => {
    await identify({ userId: 'user-1' });
    await decided('started_anonymously');
    await gets(START({}));
    assert.deepEqual(await received(), [AUTH, START({})]);
  }));

test('a customer id goes before the email where a trait is named for it', () =>
  visit('/web-app.html?customerIdTrait=stripeId', async ({ decided, identify, gets, received }) => {
    await identify({ email: EMAIL, traits: '{"stripeId": "cus_1"}' });
    await decided('started_with_customer_id');
    await gets(START({ user_id: 'cus_1' }));
    assert.deepEqual(await received(), [AUTH, START({ user_id: 'cus_1' })]);
  }));

test('a reset forgets, and the next visitor is re-identified', () =>
  visit('/web-app.html', async ({ decided, identify, press, gets, received }) => {
    await identify({ email: EMAIL });
    await decided('started_with_email');
    await press('Reset');
    await decided('forgotten');
    await identify({ email: 'eve@shop.example' });
    await gets(`profitwell('user_email', "eve@shop.example")`);
    assert.deepEqual(await received(), [
      AUTH,
      START({ user_email: EMAIL }),
      `profitwell('user_email', "eve@shop.example")`,
    ]);
  }));

test('an event that switches ProfitWell off sends nothing', () =>
  visit('/web-app.html', async ({ page, timeline, scriptIs, identify, received }) => {
    await scriptIs('loaded');
    await page.getByLabel('Switch ProfitWell off for this event').check();
    await identify({ email: EMAIL });
    await timeline('kept the event from the destination');
    assert.deepEqual(await received(), [AUTH]);
  }));

test('where consent is required nothing is requested until it is given, and withdrawal stops the calls', () =>
  visit(
    '/web-app.html?consent=pending&siteType=marketing',
    async ({ page, decided, decisions, identify, press, gets, received, waiting, scriptIs }) => {
      await decided('consent_waiting');
      await identify({ email: EMAIL });
      await page.waitForFunction(() => document.querySelectorAll('.effect.decision').length === 2);
      assert.deepEqual(await decisions(), ['consent_waiting', 'consent_waiting']);
      await scriptIs('not requested');
      assert.equal(await page.locator('#profitwell-js').count(), 0);
      assert.deepEqual(await waiting(), []);
      await press('Give consent');
      await gets(START({ user_email: EMAIL }));
      await press('Withdraw consent');
      await identify({ email: 'eve@shop.example' });
      await decided('consent_denied');
      assert.deepEqual(await received(), [AUTH, START({ user_email: EMAIL })]);
    },
  ));

test('an anonymous start that still waits for the script gets the email', () =>
  visit('/web-app.html?vendor=slow', async ({ page, decided, identify, waiting, gets, received, scriptIs }) => {
    let arrive;
    const arrived = new Promise((resolve) => (arrive = resolve));
    await page.route('**/vendor/profitwell.js?delay=*', async (route) => {
      await arrived;
      await route.continue({ url: new URL('/vendor/profitwell.js', server.url).href });
    });
    await page.getByLabel('Site type').selectOption('Marketing');
    await page.getByText('Changed: not in use until applied.').waitFor();
    await page.getByRole('button', { name: 'Apply and reload' }).click({ noWaitAfter: true });
    await decided('started_anonymously');
    assert.deepEqual(await waiting(), [AUTH, START({})]);
    await identify({ email: EMAIL });
    await decided('start_completed');
    assert.deepEqual(await waiting(), [AUTH, START({ user_email: EMAIL })]);
    arrive();
    await gets(START({ user_email: EMAIL }));
    await scriptIs('loaded');
    assert.deepEqual(await received(), [AUTH, START({ user_email: EMAIL })]);
    assert.deepEqual(await waiting(), []);
  }));

test('a blocked script is told, and the page goes on', () =>
  visit(
    '/web-app.html?vendor=blocked',
    async ({ decided, identify, received, scriptIs, timeline }) => {
      await decided('vendor_script_blocked');
      await scriptIs('blocked');
      await timeline('attempt 3');
      await identify({ email: EMAIL });
      await decided('started_with_email');
      assert.deepEqual(await received(), []);
    },
    { errors: 3 },
  ));

test('settings stand in the address, come back from it, and are in the code to copy', () =>
  visit('/web-app.html?token=my%27token&siteType=marketing&consent=pending', async ({ page }) => {
    assert.equal(await page.getByLabel('Public API Token').inputValue(), "my'token");
    assert.equal(await page.getByLabel('Site type').inputValue(), 'marketing');
    const code = page.getByRole('group', { name: 'Code for these settings' });
    const text = await code.textContent();
    assert.match(text, /publicApiToken: 'my\\'token',\n\s+siteType: 'marketing',\n\s+consent: 'required',/);
    assert.match(text, /setConsent\(true\)/);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('Copied.').waitFor();
    assert.match(
      await page.evaluate(() => navigator.clipboard.readText()),
      /import \{ profitwell, setConsent \} from 'retention-destinations'/,
    );
  }));

test('a missing token is told where it is typed and where it counts', () =>
  visit(
    '/web-app.html?token=',
    async ({ page, decided, identify, scriptIs, timeline }) => {
      await decided('missing_public_api_token');
      await identify({ email: EMAIL });
      await timeline('The destination is off: it decided nothing.');
      await scriptIs('not requested');
      await page.getByRole('status').filter({ hasText: 'publicApiToken is empty' }).last().waitFor();
    },
    { errors: 1 },
  ));

test('bad JSON is explained beside its field, and nothing is sent', () =>
  visit('/web-app.html', async ({ page, decided, decisions, identify }) => {
    await decided('waiting_for_identify');
    await identify({ email: EMAIL, traits: '{plan: "pro"}' });
    await page.getByRole('alert').filter({ hasText: 'This is not JSON' }).waitFor();
    const field = page.getByLabel('More traits, as JSON');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.equal(await field.evaluate((element) => element === document.activeElement), true);
    assert.deepEqual(await decisions(), ['waiting_for_identify']);
    await identify({ email: EMAIL, traits: '[1]' });
    await page.getByRole('alert').filter({ hasText: 'Traits are an object' }).waitFor();
    await identify({ email: EMAIL, traits: '{"plan": "pro"}' });
    await decided('started_with_email');
    assert.equal(await page.getByRole('alert').textContent(), '');
  }));

test('the marketing page starts on load, re-identifies by a later email, and resets', () =>
  visit('/marketing.html', async ({ page, decided, identify, press, gets, received, scriptIs }) => {
    await gets(START({}));
    await scriptIs('loaded');
    assert.match(
      await page.locator('[data-field="request"]').textContent(),
      /\/vendor\/profitwell\.js\?auth=playground-public-token$/,
    );
    await identify({ userId: 'user-1' });
    await decided('no_traits');
    await identify({ userId: 'user-1', email: EMAIL });
    await decided('reidentified_by_email');
    assert.deepEqual(await received(), [AUTH, START({}), `profitwell('user_email', "${EMAIL}")`]);
    await press('Reset');
    await decided('forgotten');
  }));

test('the main flow works by keyboard alone, with a focus that is seen', () =>
  visit('/web-app.html', async ({ page, gets }) => {
    const focus = () =>
      page.evaluate(() => {
        const { activeElement: element } = document;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return {
          name: element.labels?.[0]?.textContent ?? element.textContent,
          ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
        };
      });
    const tabTo = async (name) => {
      for (let steps = 0; steps < 12; steps += 1) {
        await page.keyboard.press('Tab');
        const now = await focus();
        assert.ok(now.ring, now.name);
        if (now.name === name) return;
      }
      assert.fail(`${name} is out of reach`);
    };
    await page.keyboard.press('Tab');
    assert.equal((await focus()).name, 'Skip to the playground');
    await page.keyboard.press('Enter');
    await tabTo('Email');
    await page.keyboard.type(EMAIL);
    await tabTo('Identify');
    await page.keyboard.press('Enter');
    await gets(START({ user_email: EMAIL }));
  }));

for (const path of ['/web-app.html', '/marketing.html']) {
  test(`${path} fits a phone, and every control has a name`, () =>
    visit(
      path,
      async ({ page, identify, gets }) => {
        await identify({ userId: 'u'.repeat(80), email: `${'a'.repeat(60)}@shop.example` });
        await gets('@shop.example');
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
        const nameless = await page.evaluate(() =>
          [...document.querySelectorAll('input, select, textarea, button, a')]
            .filter((element) => !(element.labels?.length || element.textContent.trim()))
            .map((element) => element.outerHTML),
        );
        assert.deepEqual(nameless, []);
      },
      { viewport: { width: 360, height: 740 } },
    ));
}

test('the server hands out its files and nothing else', async () => {
  // Not `fetch`, which would tidy the path up.
  const get = async (path, method = 'GET') => {
    const sent = request(server.url, { path, method }).end();
    const [answer] = await once(sent, 'response');
    answer.resume();
    return answer;
  };
  const page = await get('/');
  assert.equal(page.statusCode, 200);
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(page.headers['cache-control'], 'no-store');
  for (const path of [
    '/../package.json',
    '/vendor/../../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '//etc/passwd',
    '/constructor',
    '/vendor/',
  ]) {
    assert.equal((await get(path)).statusCode, 404, path);
  }
  assert.equal((await get('/', 'POST')).statusCode, 405);
  assert.equal(new URL(server.url).hostname, '127.0.0.1');
});

test('a taken port and a bad PORT end with one line that says what to do', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  t.after(() => taken.close());
  await once(taken, 'listening');
  const { port } = taken.address();
  const start = (PORT) =>
    spawnSync(process.execPath, [join(root, 'scripts/start.mjs')], { env: { ...process.env, PORT }, encoding: 'utf8' });
  const busy = start(String(port));
  assert.equal(busy.status, 1);
  assert.match(busy.stderr, new RegExp(`^port ${port} is taken: .*PORT=\\d+ npm start\\n$`));
  const bad = start('80 80');
  assert.equal(bad.status, 1);
  assert.match(bad.stderr, /^PORT is not a port: give a number from 1 to 65535, .*\n$/);
  for (const text of ['0', '65536', '-1', '1e3', 'web']) assert.throws(() => portOf(text), /PORT is not a port/);
  assert.equal(portOf('3000'), 3000);
  assert.equal(portOf(undefined), 8080);
});
