// The playground's ProsperStack page as its owner uses it: the built destination and relay, by
// labels, roles and the keyboard.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { server } from '../playground.mjs';
import { launch } from '../support.mjs';

const SEED = {
  'Number of contacts': 5800,
  'Is professional': true,
  'Last contacted': '2021-05-04',
  'Preferred name': 'Johnny',
};
const EMAIL = 'john.doe@example.com';

/** Opens the page and hands its parts to a test; nothing may go wrong unseen. */
async function visit(task, { refused = [], ...options } = {}) {
  const context = await (await launch()).newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const wrong = [];
  const statuses = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on(
    'console',
    (message) =>
      message.type() === 'error' && !message.text().startsWith('Failed to load resource') && wrong.push(message.text()),
  );
  page.on('request', (sent) => sent.url().startsWith(server.url) || wrong.push(`foreign: ${sent.url()}`));
  page.on('response', (response) => response.status() >= 400 && statuses.push(response.status()));
  const log = page.getByRole('log');
  const request = (number) =>
    page
      .locator('#requests > li')
      .filter({ has: page.getByRole('heading', { name: new RegExp(`^Request ${number} `) }) });
  const block = (number, title) =>
    request(number)
      .locator('.view')
      .filter({ has: page.getByRole('heading', { name: title }) });
  const parts = {
    page,
    decisions: () => log.locator('.decision code').allTextContents(),
    decided: (name) => log.locator('.decision code').filter({ hasText: name }).last().waitFor(),
    press: (name) => page.getByRole('button', { name, exact: true }).click(),
    /** Resolves when both sides of a request are shown. */
    ended: (number, status) =>
      request(number)
        .getByRole('heading', { name: `Request ${number} · ${status}` })
        .waitFor()
        .then(() => request(number).getByText('Waiting.').first().waitFor({ state: 'detached' })),
    requests: () => page.locator('#requests > li').count(),
    sent: (number) => block(number, 'The page sent').locator('code').textContent(),
    logged: async (number) =>
      JSON.parse(await block(number, 'The relay\u2019s log line').locator('code').textContent()),
    arrived: (number) => block(number, 'What arrived at the stand-in').locator('code').textContent(),
    nothingArrived: (number) =>
      block(number, 'What arrived at the stand-in').getByText('Nothing: the relay sent nothing on.').waitFor(),
    answered: (number) => block(number, 'What arrived at the stand-in').locator('.note').textContent(),
    diff: async () =>
      Object.fromEntries(
        (
          await page
            .locator('#diff tbody tr')
            .evaluateAll((rows) => rows.map((line) => [...line.children].map((cell) => cell.textContent)))
        ).map(([name, ...cells]) => [name, cells]),
      ),
    traits: (value) =>
      page.getByLabel('More traits, as JSON').fill(typeof value === 'string' ? value : JSON.stringify(value)),
  };
  try {
    await page.goto(new URL('/prosperstack.html', server.url).href);
    await task(parts);
    assert.deepEqual(wrong, []);
    assert.deepEqual(statuses, refused);
  } finally {
    await context.close();
  }
}

test('the documentation\u2019s example goes from the form to the stand-in, and each side tells what it saw', () =>
  visit(async ({ page, press, ended, sent, logged, arrived, answered, diff, decided, decisions }) => {
    await press('Identify');
    await ended(1, 200);
    const { messageId, timestamp, ...message } = JSON.parse(await sent(1));
    assert.deepEqual(message, { type: 'identify', userId: 'userId123', traits: { email: EMAIL, traits: SEED } });
    const { ms, ...line } = await logged(1);
    assert.equal(typeof ms, 'number');
    assert.deepEqual(line, {
      event: 'relay',
      messageId,
      sent: 4,
      refused: 0,
      upstream: 200,
      outcome: 'delivered',
      status: 200,
    });
    const [head, body] = (await arrived(1)).split('\n\n');
    assert.equal(
      body,
      JSON.stringify({
        type: 'identify',
        messageId,
        timestamp,
        userId: 'userId123',
        traits: { email: EMAIL, traits: SEED },
      }),
    );
    const [start, ...headers] = head.split('\n');
    assert.equal(start, 'POST /segment');
    assert.ok(headers.includes(`authorization: Basic ${btoa('key_test_playground:')}`), head);
    assert.ok(headers.includes('content-type: application/json'), head);
    assert.ok(headers.includes(`content-length: ${Buffer.byteLength(body)}`), head);
    assert.equal(await answered(1), 'It answered 200.');
    assert.deepEqual(await diff(), {
      'Number of contacts': ['–', '5800 new'],
      'Is professional': ['–', 'true new'],
      'Last contacted': ['–', '"2021-05-04" new'],
      'Preferred name': ['–', '"Johnny" new'],
    });
    await decided('delivered');
    await page.getByText('The relay answered 200, so what was sent is known there from now on.').waitFor();
    assert.deepEqual(await decisions(), ['loaded', 'sending', 'delivered']);
  }));

test('only what has changed is sent again, and what is left out says why', () =>
  visit(async ({ press, ended, sent, diff, decided, requests, traits }) => {
    await press('Identify');
    await ended(1, 200);
    await press('Identify');
    await decided('nothing_new');
    assert.deepEqual((await diff())['Preferred name'], ['"Johnny"', 'unchanged']);
    await traits({
      order_completed_last_30days: true,
      'last contacted': '2026-01-01',
      plan: 'pro',
      traits: { ...SEED, 'Number of contacts': 5801 },
    });
    await press('Identify');
    await ended(2, 200);
    assert.deepEqual(JSON.parse(await sent(2)).traits, {
      email: EMAIL,
      order_completed_last_30days: true,
      traits: { 'Number of contacts': 5801 },
    });
    const now = await diff();
    assert.deepEqual(now['Number of contacts'], ['5800', '5801 changed']);
    assert.deepEqual(now.order_completed_last_30days, ['–', 'true new']);
    assert.deepEqual(now['Is professional'], ['true', 'unchanged']);
    assert.deepEqual(now['last contacted'], ['–', 'not sent: near_miss']);
    assert.deepEqual(now.plan, ['–', 'not sent: not_allowed']);
    assert.equal(await requests(), 2);
  }));

test('somebody else than the session\u2019s user is refused with 409, and nothing arrives', () =>
  visit(
    async ({ page, press, ended, sent, logged, nothingArrived, decided, diff, requests }) => {
      await press('Identify');
      await ended(1, 200);
      await press('Identify somebody else');
      await ended(2, 409);
      assert.equal(JSON.parse(await sent(2)).traits.email, 'somebody.else@example.com');
      const { outcome, status, sent: count } = await logged(2);
      assert.deepEqual([outcome, status, count], ['another_email', 409, undefined]);
      await nothingArrived(2);
      await decided('another_person');
      await page.getByText('The relay answered 409, so what was sent is not known there yet.').waitFor();
      assert.deepEqual((await diff())['Preferred name'], ['–', '"Johnny" new']);
      assert.equal(await requests(), 2);
    },
    { refused: [409] },
  ));

test('a 500 of the stand-in is followed by the same message once more', () =>
  visit(
    async ({ page, press, ended, sent, logged, arrived, answered, decisions, requests, diff }) => {
      await press('Identify');
      await ended(1, 200);
      await press('Add a contact while the stand-in fails');
      await ended(2, 503);
      assert.deepEqual([(await logged(2)).outcome, await answered(2)], ['upstream_failed', 'It answered 500.']);
      await ended(3, 200);
      assert.equal(await sent(3), await sent(2));
      assert.equal(await arrived(3), await arrived(2));
      assert.deepEqual(JSON.parse(await sent(3)).traits, { email: EMAIL, traits: { 'Number of contacts': 5801 } });
      assert.deepEqual([(await logged(3)).outcome, await answered(3)], ['delivered', 'It answered 200.']);
      assert.match(await page.getByLabel('More traits, as JSON').inputValue(), /"Number of contacts": 5801/);
      assert.deepEqual((await diff())['Number of contacts'], ['5800', '5801 changed']);
      await page.getByRole('log').locator('.decision').nth(5).waitFor();
      assert.deepEqual(await decisions(), [
        'loaded',
        'sending',
        'delivered',
        'sending',
        'retrying',
        'sending',
        'delivered',
      ]);
      assert.equal(await requests(), 3);
    },
    { refused: [503] },
  ));

test('reset forgets, so that everything is sent anew', () =>
  visit(async ({ press, ended, sent, diff, decided }) => {
    await press('Identify');
    await ended(1, 200);
    await press('Reset');
    await decided('forgotten');
    assert.deepEqual(await diff(), { 'Nothing is known.': [] });
    await press('Identify');
    await ended(2, 200);
    assert.deepEqual(JSON.parse(await sent(2)).traits.traits, SEED);
  }));

test('nothing is sent after consent is withdrawn, until it is given again', () =>
  visit(async ({ press, ended, sent, decided, diff, requests }) => {
    await press('Withdraw consent');
    await press('Identify');
    await decided('consent_denied');
    assert.deepEqual((await diff())['Preferred name'], ['–', 'not sent']);
    assert.equal(await requests(), 0);
    await press('Give consent');
    await press('Identify');
    await ended(1, 200);
    assert.deepEqual(JSON.parse(await sent(1)).traits.traits, SEED);
  }));

test('bad JSON is explained beside its field, and nothing is sent', () =>
  visit(async ({ page, press, traits, requests }) => {
    await traits('{plan: "pro"}');
    await press('Identify');
    await page.getByRole('alert').filter({ hasText: 'This is not JSON' }).waitFor();
    assert.equal(await page.getByLabel('More traits, as JSON').getAttribute('aria-invalid'), 'true');
    await press('Add a contact while the stand-in fails');
    assert.equal(await requests(), 0);
  }));

test('the relay takes nothing without the session\u2019s cookie or from another origin', async () => {
  const body = JSON.stringify({
    type: 'identify',
    messageId: 'm1',
    timestamp: new Date().toISOString(),
    traits: { email: EMAIL, traits: SEED },
  });
  const post = async (headers) => {
    const response = await fetch(new URL('/prosperstack/identify', server.url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body,
    });
    return response.status;
  };
  const { origin } = new URL(server.url);
  assert.equal(await post({ Origin: origin }), 401);
  assert.equal(await post({ Origin: 'https://shop.example', Cookie: 'playground_session=demo' }), 403);
  assert.equal(await post({ Origin: origin, Cookie: 'playground_session=demo' }), 200);
  const fail = await fetch(new URL('/prosperstack/fail', server.url));
  assert.equal(fail.status, 405);
});

test('the main flow works by keyboard alone, with a focus that is seen', () =>
  visit(async ({ page, ended }) => {
    const focus = () =>
      page.evaluate(() => {
        const { activeElement: element } = document;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return {
          name: element.labels?.[0]?.textContent ?? element.textContent,
          ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
        };
      });
    await page.keyboard.press('Tab');
    assert.equal((await focus()).name, 'Skip to the playground');
    await page.keyboard.press('Enter');
    // First the conditions.
    const passed = [];
    while (passed.at(-1) !== 'Identify') {
      assert.ok(passed.length < 12, 'Identify is out of reach');
      await page.keyboard.press('Tab');
      const now = await focus();
      assert.ok(now.ring, now.name);
      passed.push(now.name);
    }
    assert.deepEqual(passed.slice(1), ['User id', 'Email', 'More traits, as JSON', 'Identify']);
    await page.keyboard.press('Enter');
    await ended(1, 200);
  }));

test('the page fits a phone, every control has a name, and the pages lead to each other', () =>
  visit(
    async ({ page, press, ended, traits }) => {
      await traits({ ['x'.repeat(80)]: 1, traits: { ...SEED, 'Preferred name': 'J'.repeat(120) } });
      await press('Identify');
      await ended(1, 200);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
      const nameless = await page.evaluate(() =>
        [...document.querySelectorAll('input, select, textarea, button, a')]
          .filter((element) => !(element.labels?.length || element.textContent.trim()))
          .map((element) => element.outerHTML),
      );
      assert.deepEqual(nameless, []);
      for (const name of ['Marketing site', 'ProsperStack', 'Web app', 'Check', 'ProsperStack']) {
        await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
        await page.getByRole('navigation').locator('[aria-current]').filter({ hasText: name }).waitFor();
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, name);
      }
    },
    { viewport: { width: 360, height: 740 } },
  ));
