// What the debug entries find wrong with settings, mixtures and reports, in Node and without a DOM; and what they make
// of anything else.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../scripts/tools.mjs';
import {
  check,
  checkPage,
  checkPolicy,
  checkSettings,
  GOOD,
  page,
  prosperstack,
  TOKEN,
  tag,
  told,
} from './support/check.mjs';

test('settings that are text have lines and corrected texts, and code is left alone', () => {
  const text = `profitwell({
  token: TOKEN, // from the build
  sitetype: 'webap',
  consent: () => allowed({ a: 1 }),
  timeoutMs: 5,
});`;
  const findings = checkSettings(text);
  assert.deepEqual(
    findings.map(({ line, code, fix }) => [line, code, fix]),
    [
      [2, 'unknown_setting', 'publicApiToken'],
      [3, 'unknown_setting', 'siteType'],
      [5, 'unlikely_timeout_ms', '5000'],
    ],
  );
  const { corrected } = check(text);
  assert.match(corrected, /publicApiToken: TOKEN, [\s\S]*siteType: 'webap',[\s\S]*timeoutMs: 5000/);
  assert.deepEqual(
    checkSettings(corrected).map(({ line, code, fix }) => [line, code, fix]),
    [[3, 'invalid_site_type', "'webapp'"]],
  );
  assert.deepEqual(checkSettings(`{"publicApiToken": "${TOKEN}", "siteType": "web app"}`), []);
  assert.equal(checkSettings('nothing')[0].code, 'no_settings');
  assert.equal(checkSettings([])[0].code, 'no_settings');
});

test('an object gives the same without lines', () => {
  const [found] = checkSettings({ publicApiToken: TOKEN, siteType: 'marketting' });
  assert.deepEqual(
    { ...found, message: '' },
    { code: 'invalid_site_type', gravity: 'error', message: '', fix: "siteType: 'marketing'" },
  );
});

test('settings of a host: Segment\u2019s own destination on, switched off, and misspelt', () => {
  const cdn = (entry) => ({ integrations: { 'Segment.io': { apiKey: 'k' }, ProfitWell: entry } });
  const codes = (settings) => checkSettings(settings).map(({ code }) => code);
  assert.deepEqual(codes(cdn({ publicApiToken: TOKEN, bundlingStatus: 'bundled' })), ['also_in_segment']);
  assert.deepEqual(codes(cdn({ publicApiToken: TOKEN, bundlingStatus: 'unbundled' })), []);
  assert.deepEqual(codes(cdn(false)), ['off_by_integrations']);
  assert.deepEqual(codes({ integrations: { All: false } }), ['off_by_integrations']);
  assert.deepEqual(codes({ integrations: { All: false, ProfitWell: true } }), []);
  assert.deepEqual(codes({ integrations: { Profitwell: false } }), ['integrations_name']);
  const text = JSON.stringify(cdn({ publicApiToken: TOKEN }), null, 2);
  const { parts, verdict, findings, corrected } = check(text);
  assert.deepEqual([parts, told(findings)], [['host settings'], ['error 6 also_in_segment']]);
  assert.match(verdict, /1 error/);
  assert.equal(JSON.parse(corrected.replace(/,\s*\}/g, '}')).integrations.ProfitWell, undefined);
});

test('a mixture is taken apart, and every line is that of the whole', () => {
  const text = `Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'

${tag(`data-token="${TOKEN}"`)}

{
  "integrations": { "ProfitWell": false }
}
`;
  const { parts, findings } = check(text);
  assert.deepEqual(parts, ['host settings', 'policy', 'tag']);
  assert.deepEqual(told(findings), [
    'error 1 policy_vendor_script',
    'error 3 unknown_attribute',
    'error 6 off_by_integrations',
  ]);
});

test('a report is read: what is wrong, or in a sentence what happened', () => {
  const report = (decisions, state = {}) =>
    JSON.stringify(
      { report: 'retention-destinations', origin: 'https://shop.example', ProfitWell: { state, decisions } },
      null,
      2,
    );
  const off = check(report([{ name: 'another_token', at: 1, detail: 'found ab\u2026yz' }]));
  assert.deepEqual([off.parts, told(off.findings)], [['report'], ['error 7 another_token']]);
  assert.equal(off.verdict, 'ProfitWell is off on that page.');
  const good = check(report([{ name: 'started_with_email', at: 1 }], { script: 'loaded' }));
  assert.deepEqual(good.findings, []);
  assert.equal(good.verdict, 'On that page, last: ProfitWell is started with the email of the visitor.');
  const near = check(report([{ name: 'email_trait_near_miss', at: 1, detail: 'user_email' }], { script: 'blocked' }));
  assert.deepEqual(near.findings.map(({ code }) => code).sort(), ['email_trait_near_miss', 'vendor_script_blocked']);
});

test('somebody else\u2019s script is named', () => {
  for (const [text, pattern] of [
    ['<script src="https://js.stripe.com/v3"></script>', /it is Stripe\.js\./],
    ['<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>', /gtag/],
    ['!function(){analytics._writeKey="x"}()', /Segment\u2019s snippet/],
    [page('vendor-snippet.html').match(/<script id[\s\S]*?<\/script>/)[0], /ProfitWell\u2019s own snippet/],
  ]) {
    assert.match(check(text).verdict, pattern);
  }
  assert.match(check('hello').verdict, /^Nothing is recognised/);
  assert.equal(check('').parts.length, 0);
});

test('ProsperStack\u2019s entry knows its own tag, relay and policy, and leaves ProfitWell\u2019s alone', () => {
  const own = (attributes) => `<script async src="/prosperstack.min.js" ${attributes}></script>`;
  const codes = (html) => prosperstack.checkPage(html).map(({ code }) => code);
  assert.deepEqual(codes(own('data-endpoint="/relay"')), []);
  assert.deepEqual(codes(own('data-end-point="/relay"')), ['unknown_attribute']);
  assert.deepEqual(
    codes(own('data-endpoint="/relay" data-api-key="key_test_1234567890abcdef"')).includes('secret_in_page'),
    true,
  );
  assert.deepEqual(codes(own('data-endpoint="/a"') + own('data-endpoint="/b"')), ['another_endpoint']);
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'self' 'wasm-unsafe-eval'">`;
  assert.deepEqual(codes(policy + own('data-endpoint="https://relay.example/x"')), ['policy_relay']);
  assert.deepEqual(prosperstack.checkPolicy("script-src 'self' 'wasm-unsafe-eval'"), []);
  assert.deepEqual(codes(tag(`data-public-api-token="${TOKEN}"`)), ['no_tag']);
});

test('the test in docs/check.md runs, and passes with what is right', (t) => {
  const [, code] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/check.md'), 'utf8'));
  const site = join(root, 'target/check-docs');
  mkdirSync(site, { recursive: true });
  t.after(() => rmSync(site, { recursive: true }));
  writeFileSync(join(site, 'site.test.mjs'), code); // within the package, so that it finds itself by its name
  writeFileSync(join(site, 'index.html'), page('right/tag.html'));
  const run = (policy) => {
    writeFileSync(join(site, 'policy.txt'), policy);
    const env = { ...process.env, TOKEN, NODE_TEST_CONTEXT: undefined };
    return spawnSync(process.execPath, ['site.test.mjs'], { cwd: site, env, encoding: 'utf8' });
  };
  const passed = run(GOOD);
  assert.equal(passed.status, 0, passed.stdout);
  const failed = run("script-src 'self'");
  assert.equal(failed.status, 1);
  assert.match(failed.stdout, /policy_vendor_script/);
});

const MEGABYTE = 1_000_000;
const HOSTILE = [
  '<',
  '&',
  '<a b="',
  tag(`data-public-api-token="${TOKEN}"`),
  '<!--<script profitwell.min.js',
  '<template>',
]
  .concat(['\0\ufffd\ud800<\x01', '&lt;script ', 'privateToken = ', 'key_a_', '{a:', '{\n', 'a = {\n', 'a: /* '])
  .concat(['Content-Security-Policy: ', "script-src 'self'; ", '<script>profitwellDestination.push(['])
  .concat(['<script>window.profitwellDestination=1.push([{</script>', '<script>profitwellSettings = {', '\u201c\u201d'])
  .concat([
    '<meta http-equiv="Content-Security-Policy" content="script-src a">',
    '<script>Paddle.Initialize({',
    ' ',
    '\n',
  ])
  .concat(['<p data-my-token=x>', `<script src=/profitwell.min.js ${'data-x="\u201ca" '.repeat(400)}>`, '{"report":"']);

test('a megabyte of anything is read in time that grows with its length, and throws nothing', () => {
  const time = (text) => {
    const start = performance.now();
    check(text);
    return performance.now() - start;
  };
  const slow = [];
  for (const piece of HOSTILE) {
    const text = piece.repeat(Math.ceil(MEGABYTE / piece.length));
    // Far above what it takes, and far below what a square would: minutes.
    if (time(text) > 15_000) slow.push(piece.slice(0, 40));
  }
  assert.deepEqual(slow, []);
});

test('a policy of 200 directives, unclosed quotes and what is no string are answered', () => {
  const many = Array.from({ length: 200 }, (_, at) => `x${at}-src 'self' https://h${at}.example`).join('; ');
  assert.ok(checkPolicy([many]).every(({ code }) => code === 'policy_unknown_directive'));
  assert.equal(told(checkPage('<script src="/profitwell.min.js'))[0], 'error 1 unclosed_tag');
  for (const value of [undefined, null, 5, {}, Symbol.iterator.description]) {
    for (const ask of [checkPage, checkPolicy, check]) ask(value);
  }
});
