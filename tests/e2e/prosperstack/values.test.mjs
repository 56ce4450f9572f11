// One table of values, through the page and through the relay: what the page sends is what the relay delivers of it, and what the
// relay would leave out the page does not send.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { createRelay } from 'retention-destinations/relay';
import { root } from '../../../scripts/tools.mjs';
import { ORIGIN } from '../../support/relay-options.mjs';
import { bundle, close, recycle } from '../support.mjs';
import { run } from './page.mjs';

after(close);
afterEach(recycle);

let got;
const relay = createRelay({
  prosperstack: {
    deliver: (message) => {
      got = message;
    },
  },
  authenticate: () => ({ email: 'jane@example.com' }),
  allow: '*',
  allowedOrigins: [ORIGIN],
  log() {},
});

/** What the relay makes of traits as JSON: its properties, and how it ends. */
async function relayed(body) {
  got = undefined;
  const response = await relay(
    new Request('https://shop.example/', {
      method: 'POST',
      headers: { origin: ORIGIN, 'content-type': 'application/json' },
      body,
    }),
  );
  return { code: (await response.json()).code, traits: got?.traits };
}

// Each by an expression, as no JSON can hold all of them.
const VALUES = [
  '""',
  '"x"',
  '" x "',
  '"2021-05-04"',
  '"2021-02-30"',
  '"\\u0000"',
  '"\\ud83d\\ude00"',
  '"\\ud83d"',
  '"\\ude00"',
  '"a\\ud83db"',
  '"\\ude00\\ud83d"',
  '"\\ud83d\\ud83d\\ude00"',
  '"\\\\ud83d"',
  '"\\ufffd"',
  '"x".repeat(1000)',
  '"x".repeat(27_980)',
  '"x".repeat(28_000)',
  '"x".repeat(31_000)',
  '"\\u20ac".repeat(10_000)',
  '"\\ud83d".repeat(4000)',
  '"\\u0001".repeat(5000)',
  '0',
  '-0',
  '1',
  '-1',
  '5800',
  '0.1',
  '1.5e300',
  '5e-324',
  '1e21',
  '9007199254740993',
  '2 ** 64',
  '1.7976931348623157e308',
  'NaN',
  'Infinity',
  '-Infinity',
  '7n',
  'true',
  'false',
  'null',
  'undefined',
  '[]',
  '["x"]',
  '{}',
  '{ a: 1 }',
  'new Date(0)',
  'new Date(NaN)',
  'new Map()',
  '() => 1',
  'Symbol("x")',
  'new Number(1)',
  'new String("x")',
];
const NAMES = [
  'x',
  ' x ',
  '7',
  '',
  '__proto__',
  'constructor',
  'Größe ✓ 😀',
  '\ud83d',
  'a\ude00',
  '\ufffd',
  'n'.repeat(500),
  'n'.repeat(501),
  'a.b',
  'E-Mail',
  'id',
  'username',
  'toJSON',
];

/** The properties that a page sends of these traits, which are expressions; each message goes through the relay, too. */
async function paged(names, values, nested) {
  const { page, seen } = await run('register();');
  await page.evaluate(
    ([names, values, nested]) => {
      const given = {};
      for (const [at, name] of names.entries()) {
        const value = new Function(`return (${values[at]})`)();
        Object.defineProperty(given, name, { value, enumerable: true });
      }
      const traits = Object.defineProperties(
        { email: 'jane@example.com' },
        nested ? { traits: { value: given, enumerable: true } } : Object.getOwnPropertyDescriptors(given),
      );
      window.identify(undefined, traits);
    },
    [names, values, nested],
  );
  const sent = {};
  for (let idle = 0, read = 0; idle < 5; idle += 1) {
    await page.evaluate(() => fetch('/settled', { method: 'POST', cache: 'no-store' }).then(() => undefined));
    for (; read < seen.messages.length; read += 1, idle = 0) {
      const { body } = seen.messages[read];
      const { code, traits } = await relayed(body);
      assert.equal(code, 'delivered');
      // Nothing of what the page sends is left out or changed by the relay.
      assert.deepEqual(traits, JSON.parse(body).traits);
      Object.assign(sent, nested ? traits.traits : traits);
    }
  }
  assert.deepEqual(seen.errors, []);
  delete sent.email;
  return sent;
}

/** What the relay delivers of one trait that comes as JSON, as a script that is not ours would send it. */
async function direct(name, json, nested) {
  const trait = `${JSON.stringify(name)}:${json}`;
  const { code, traits } = await relayed(
    `{"type":"identify","messageId":"m","traits":{"email":"jane@example.com","marker":1,${nested ? `"traits":{${trait}}` : trait}}}`,
  );
  assert.equal(code, 'delivered', trait.slice(0, 100));
  const { email, marker, ...rest } = traits;
  return nested ? (rest.traits ?? {}) : rest;
}

for (const nested of [false, true]) {
  const how = nested ? 'nested' : 'flat';
  test(`page and relay agree on every value, ${how}`, { timeout: 60_000 }, async () => {
    const sent = await paged(
      VALUES.map((_, at) => `v${at}`),
      VALUES,
      nested,
    );
    assert.ok(Object.keys(sent).length > 25);
    for (const [at, expression] of VALUES.entries()) {
      const value = new Function(`return (${expression})`)();
      // What JSON cannot hold comes to the relay in no way.
      if (
        !['string', 'number', 'boolean', 'object'].includes(typeof value) ||
        (typeof value === 'number' && !Number.isFinite(value))
      ) {
        assert.ok(!(`v${at}` in sent), expression);
      } else if (
        !value ||
        typeof value !== 'object' ||
        [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value))
      ) {
        const expected = `v${at}` in sent ? { [`v${at}`]: sent[`v${at}`] } : {};
        assert.deepEqual(await direct(`v${at}`, JSON.stringify(value), nested), expected, expression);
      }
    }
  });

  test(`page and relay agree on every name, ${how}`, { timeout: 60_000 }, async () => {
    const sent = await paged(
      NAMES,
      NAMES.map(() => '1'),
      nested,
    );
    for (const name of NAMES) {
      const through = await direct(name, '1', nested);
      assert.deepEqual(Object.keys(through), Object.hasOwn(sent, name) ? [name] : [], JSON.stringify(name));
    }
    assert.ok(Object.keys(sent).length >= 7);
  });
}

test('what a page leaves out the relay leaves out, and nothing else fails for it', async () => {
  for (const value of ['[]', '["x"]', '{}', '{"a":1}', '1e999', '-1e999', JSON.stringify('x'.repeat(28_000))]) {
    const { code, traits } = await relayed(
      `{"type":"identify","messageId":"m","traits":{"email":"jane@example.com","a":1,"p":${value}}}`,
    );
    assert.deepEqual([code, traits], ['delivered', { email: 'jane@example.com', a: 1 }], value);
  }
  for (const name of ['"\\ud83d"', '"a\\ude00"', '"\\ufffd"', '""', '"__proto__"', JSON.stringify('n'.repeat(501))]) {
    const { code, traits } = await relayed(
      `{"type":"identify","messageId":"m","traits":{"email":"jane@example.com","a":1,${name}:1}}`,
    );
    assert.deepEqual([code, Object.keys(traits)], ['delivered', ['email', 'a']], name);
  }
});

// The settings of a page and the relay call one function; the flow, which loads no module, has its rule as an expression.
test('the cancellation flow and the relay agree on what looks like a secret', { timeout: 60_000 }, async () => {
  const parts = [
    'key_',
    'KEY_',
    'Key_test_',
    'key',
    'acct_',
    'monkey_',
    'Bearer ',
    'Basic ',
    '_',
    '-',
    ' ',
    '?a=',
    '"',
    '\u00e9',
    '1',
    'x',
    '\u212aey_',
    '\n',
  ];
  const texts = [...parts, ...parts.flatMap((one) => parts.flatMap((two) => [one + two, `${one}${two}key_1`]))].filter(
    (text) => text.trim(),
  );
  const flow = await bundle(
    `import { cancellationFlow } from ${JSON.stringify(join(root, 'dist/prosperstack/flow.js'))}; window.cancellationFlow = cancellationFlow;`,
    { external: ['@prosperstack/flow'], format: 'esm' },
  );
  const { page } = await run('', { files: { '/flow.js': flow } });
  await page.addScriptTag({ url: '/flow.js', type: 'module' });
  const flows = await page.evaluate(async (texts) => {
    const answers = [];
    for (const text of texts)
      answers.push((await window.cancellationFlow({ clientId: text })).details === 'secret_key');
    return answers;
  }, texts);
  const relays = texts.map((text) => {
    try {
      createRelay({ prosperstack: { deliver() {} }, authenticate: () => null, allow: '*', allowedOrigins: [text] });
    } catch (error) {
      assert.equal(error.code, 'invalid_allowed_origins');
      return error.message.includes('a secret key');
    }
    return undefined;
  });
  for (const [at, text] of texts.entries()) assert.equal(flows[at], relays[at], JSON.stringify(text));
  assert.ok(new Set(relays).size === 2);
});
