// What the debug entries find wrong with a page: its tag, and what stands beside it.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { check, checkPage, folder, OTHER, page, SECRET, TOKEN, tag, told } from './support/check.mjs';

const pages = (path) => readdirSync(join(folder, path)).filter((name) => name.endsWith('.html'));

const BROKEN = {
  'attributes-dropped.html': ['error 7 missing_public_api_token'],
  'curly-quotes.html': ['error 5 curly_quotes', 'error 5 curly_quotes'],
  'does-not-run.html': ['error 5 tag_not_run', 'error 8 tag_escaped'],
  'module.html': ['warning 5 module_script'],
  'near-misses.html': [
    'error 5 unknown_attribute',
    'error 6 invalid_site_type',
    'warning 6 unknown_attribute',
    'warning 6 unknown_attribute',
  ],
  'not-ours.html': ['error 1 not_ours'],
  'paddle.html': ['error 7 another_token'],
  'placeholder.html': ['error 6 missing_public_api_token'],
  'policy.html': [
    'error 4 policy_inline',
    'error 4 policy_vendor_script',
    'error 6 email_sample',
    'warning 4 policy_vendor_connect',
    'warning 4 policy_vendor_frame',
    'note 4 policy_wasm',
  ],
  'secret.html': ['error 8 secret_in_page'],
  'switched-off.html': ['error 7 off_by_integrations'],
  'two-tags.html': ['error 9 another_token'],
  'unclosed.html': ['error 5 unclosed_quote'],
  'vendor-snippet.html': ['error 5 another_token'],
};

test('every broken page has its finding here', () => assert.deepEqual(pages('.'), Object.keys(BROKEN)));

for (const [name, expected] of Object.entries(BROKEN)) {
  test(`${name}: ${expected.length === 1 ? expected[0] : `${expected.length} findings`}`, () => {
    const findings = checkPage(page(name));
    assert.deepEqual(told(findings), expected);
    for (const { message } of findings) {
      assert.match(message, /^.{15,}[.?!]$/s);
      for (const value of [TOKEN, OTHER, SECRET, 'jane@']) assert.ok(!message.includes(value), message);
    }
    assert.ok(!JSON.stringify(findings).includes(SECRET));
  });
}

for (const name of pages('right')) {
  test(`nothing is wrong with ${name}`, () => assert.deepEqual(checkPage(page(`right/${name}`)), []));
}

test('where every finding has a corrected text, nothing is wrong with the corrected whole', () => {
  let count = 0;
  for (const name of pages('.')) {
    const { findings, corrected } = check(page(name));
    if (findings.some(({ range }) => !range)) continue;
    count += 1;
    assert.deepEqual(checkPage(corrected), [], name);
  }
  assert.ok(count >= 6, `${count}`);
});

for (const [what, attributes, expected] of [
  [
    'a foreign data-consent',
    `data-public-api-token="${TOKEN}" data-consent="marketing"`,
    ['warning 1 consent_ignored'],
  ],
  ['an attribute without data-', `public-api-token="${TOKEN}"`, ['error 1 unknown_attribute']],
  ['a wrong debug', `data-public-api-token="${TOKEN}" data-debug="yes"`, ['warning 1 invalid_debug']],
  ['seconds', `data-public-api-token="${TOKEN}" data-timeout-ms="5"`, ['warning 1 unlikely_timeout_ms']],
  [
    'a near miss beside the right name',
    `data-public-api-token="${TOKEN}" data-token="${OTHER}"`,
    ['warning 1 unknown_attribute'],
  ],
  ['an unknown attribute', `data-public-api-token="${TOKEN}" data-zebra="1"`, ['note 1 unknown_attribute']],
  ['another tool\u2019s attribute', `data-public-api-token="${TOKEN}" data-cfasync="false"`, []],
  ['text/plain', `data-public-api-token="${TOKEN}" type="text/plain"`, ['note 1 type_not_run']],
  ['application/json', `data-public-api-token="${TOKEN}" type="application/json"`, ['error 1 type_not_run']],
  ['nomodule', `data-public-api-token="${TOKEN}" nomodule`, ['error 1 type_not_run']],
  ['an attribute twice', `data-public-api-token="${TOKEN}" async`, ['warning 1 duplicate_attribute']],
  ['a placeholder', 'data-public-api-token="[YOUR TOKEN]"', ['error 1 unlikely_public_api_token']],
  ['entities for quotes', `data-public-api-token="&quot;${TOKEN}&quot;"`, ['error 1 missing_public_api_token']],
  ['a secret', 'data-public-api-token="sk_live_4eC39HqLyjWDarjtT1zdp7dc"', ['error 1 secret_in_page']],
]) {
  test(`a tag with ${what}`, () => {
    const findings = checkPage(tag(attributes));
    assert.deepEqual(told(findings), expected);
    assert.ok(!JSON.stringify(findings).includes('4eC39HqLyjWDarjtT1zdp7dc'));
  });
}

test('a renamed file, plain http and inlined code are told', () => {
  const of = (src) => told(checkPage(`<script src="${src}" data-public-api-token="${TOKEN}"></script>`));
  assert.deepEqual(of('/a/profitwell.min.3f2a.js'), ['note 1 fallback_unknown']);
  assert.deepEqual(of('http://cdn.shop.example/profitwell.min.js'), ['warning 1 insecure_src']);
  assert.deepEqual(of('/node_modules/retention-destinations/dist/index.js'), ['error 1 wrong_file']);
  const inlined = `<script data-public-api-token="${TOKEN}">(()=>{})()</script>`;
  assert.deepEqual(told(checkPage(inlined)), ['note 1 fallback_unknown']);
});

test('what stands beside the tag: preloads, the vendor\u2019s snippet, Paddle.js, calls', () => {
  const right = tag(`data-public-api-token="${TOKEN}"`);
  const preload = (token) =>
    `<link rel="preload" as="script" href="https://public.profitwell.com/js/profitwell.js?auth=${token}">`;
  assert.deepEqual(told(checkPage(preload(TOKEN) + right)), []);
  const [{ code, fix }] = checkPage(preload('YOUR_PUBLIC_API_TOKEN') + right);
  assert.equal(code, 'preload_disagrees');
  assert.equal(fix, preload(TOKEN));
  const waiting = tag(`data-public-api-token="${TOKEN}" data-consent="required"`);
  assert.deepEqual(told(checkPage(preload(TOKEN) + waiting)), ['error 1 preload_before_consent']);
  const snippet = `<script id="profitwell-js" data-pw-auth="${TOKEN}">profitwell('start', {});</script>`;
  assert.deepEqual(told(checkPage(snippet + right)), ['note 1 vendor_snippet']);
  const paddle = `<script>Paddle.Initialize({ token: 'live_1234567890' });</script>`;
  assert.deepEqual(told(checkPage(paddle + right)), ['warning 1 paddle_customer_id']);
  const call = (text) =>
    `<script>(window.profitwellDestination=window.profitwellDestination||[]).push(${text})</script>`;
  assert.deepEqual(told(checkPage(call("['identify',{traits:{user_email:'ada@shop.test'}}]") + right)), [
    'error 1 email_trait_near_miss',
  ]);
  assert.deepEqual(told(checkPage(call("['identify',{traits:{email:'{{ email }}'}}]") + right)), [
    'warning 1 email_unusable',
  ]);
  assert.deepEqual(told(checkPage(call("['track','x']") + right)), ['error 1 invalid_call']);
  assert.deepEqual(told(checkPage(call("['identify',{traits:{email: user.email}}]") + right)), []);
});

test('where a near miss and the right name are both there, neither is changed', () => {
  const [{ fix, message }] = checkPage(tag(`data-public-api-token="${TOKEN}" data-token="${OTHER}"`));
  assert.equal(fix, undefined);
  assert.match(message, /data-public-api-token is there, too/);
  assert.doesNotMatch(message, /9b8a/);
});
