// What the debug entries find wrong with pages, settings and policies, in Node and without a DOM.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/tools.mjs';

const load = (name) => import(pathToFileURL(join(root, 'dist', name)).href);
const { check, checkPage, checkPolicy, checkSettings } = await load('debug.js');
const prosperstack = await load('prosperstack/debug.js');

const TOKEN = '3f2a9c71d4e85b60a1c2e3f405162738';
const OTHER = '9b8a7c6d5e4f30213243546576879809';
const SECRET = '5d41402abc4b2a76b9719d911017c592';
const folder = join(root, 'tests/files/pages');
const page = (name) => readFileSync(join(folder, name), 'utf8');
const pages = (path) => readdirSync(join(folder, path)).filter((name) => name.endsWith('.html'));
const told = (findings) => findings.map(({ gravity, line, code }) => `${gravity} ${line} ${code}`);
const tag = (attributes) => `<script async src="/profitwell.min.js" ${attributes}></script>`;

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

const GOOD =
  "script-src 'self' 'wasm-unsafe-eval' https://public.profitwell.com; connect-src https://www2.profitwell.com https://retain-api.profitwell.com https://api.profitwell-events.com https://retain-widgets-api.paddle.com; frame-src https://retain-widgets.paddle.com";
const codesOf = (policy) => checkPolicy(policy).map(({ gravity, code }) => `${gravity} ${code}`);

for (const [what, policy, expected] of [
  ['all that is needed', GOOD, []],
  ['a scheme', "script-src https: 'unsafe-eval'", []],
  ['hosts with a path', "script-src 'wasm-unsafe-eval' https://public.profitwell.com/js/", []],
  [
    'another path',
    "script-src 'wasm-unsafe-eval' https://public.profitwell.com/other/",
    ['error policy_vendor_script'],
  ],
  ['no WebAssembly', "script-src 'self' https://public.profitwell.com", ['note policy_wasm']],
  ['a nonce', "script-src 'nonce-abc' 'wasm-unsafe-eval'", ['note policy_nonce']],
  ['strict-dynamic', "script-src 'nonce-abc' 'strict-dynamic' https: 'wasm-unsafe-eval'", ['note policy_nonce']],
  ['script-src-elem', `script-src-elem 'self'; script-src 'wasm-unsafe-eval' https:`, ['error policy_vendor_script']],
  ['nothing about scripts', "img-src 'self'", []],
  [
    'keywords without quotes',
    "script-src self 'wasm-unsafe-eval' https://public.profitwell.com",
    ['error policy_quotes'],
  ],
  ['a missing semicolon', "script-src https: 'wasm-unsafe-eval' connect-src 'self'", ['error policy_semicolon']],
  ['a misspelt directive', "scripts-src 'self'; img-src *", ['warning policy_unknown_directive']],
  ['a directive twice', "img-src *; img-src 'self'", ['warning policy_repeated_directive']],
  [
    'Trusted Types',
    "require-trusted-types-for 'script'; trusted-types retention-destinations",
    ['note policy_trusted_types_vendor'],
  ],
  [
    'Trusted Types of others',
    "require-trusted-types-for 'script'; trusted-types lit-html",
    ['error policy_trusted_types'],
  ],
  ['a sandbox', 'sandbox allow-forms', ['error policy_sandbox']],
  [
    'report-only',
    "Content-Security-Policy-Report-Only: script-src 'self' 'wasm-unsafe-eval'",
    ['note policy_vendor_script'],
  ],
  [
    'a meta element',
    `<meta http-equiv="Content-Security-Policy" content="frame-ancestors 'none'">`,
    ['note policy_meta_ignored'],
  ],
  [
    'a meta element that is report-only',
    '<meta http-equiv="content-security-policy-report-only" content="script-src x">',
    ['warning policy_meta_report_only'],
  ],
  ['no policy', 'hello', ['error no_policy']],
]) {
  test(`a policy with ${what}`, () => assert.deepEqual(codesOf(policy), expected));
}

test('of several policies each is told, whether by a comma, by headers or as a list', () => {
  const one = "script-src 'self' 'wasm-unsafe-eval'";
  for (const policy of [
    `${GOOD}, ${one}`,
    `Content-Security-Policy: ${GOOD}\nContent-Security-Policy: ${one}`,
    [GOOD, one],
  ]) {
    const [found, ...others] = checkPolicy(policy);
    assert.deepEqual(others, []);
    assert.match(found.message, /^Policy 2 of 2/);
  }
});

test('the smallest line to add: what is there stays, and a missing directive inherits', () => {
  const { corrected } = check("default-src 'self'; connect-src 'none'");
  assert.equal(
    corrected,
    "default-src 'self'; connect-src https://www2.profitwell.com https://retain-api.profitwell.com https://api.profitwell-events.com https://retain-widgets-api.paddle.com; script-src 'self' https://public.profitwell.com 'wasm-unsafe-eval'; frame-src 'self' https://retain-widgets.paddle.com",
  );
  assert.deepEqual(checkPolicy(corrected), []);
});

test('the policy of a server\u2019s configuration and of a dump of headers is found', () => {
  const nginx = `add_header Content-Security-Policy "script-src 'self'; img-src *" always;`;
  assert.deepEqual(codesOf(nginx), ['error policy_vendor_script', 'note policy_wasm']);
  const dump = `HTTP/2 200\ncontent-type: text/html\ncontent-security-policy: script-src 'self'\nx-frame-options: DENY\n`;
  assert.deepEqual(told(checkPolicy(dump)), ['error 3 policy_vendor_script', 'note 3 policy_wasm']);
});

test('README names the hosts that the check of policies asks for', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const text = readme + docs.map((name) => readFileSync(join(root, 'docs', name), 'utf8')).join('');
  const asked = checkPolicy("default-src 'none'").flatMap(({ fix = '' }) => fix.match(/https:\/\/[\w.-]+/g) ?? []);
  assert.ok(asked.length >= 6);
  for (const host of asked) assert.ok(text.includes(host), host);
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

test('where a near miss and the right name are both there, neither is changed', () => {
  const [{ fix, message }] = checkPage(tag(`data-public-api-token="${TOKEN}" data-token="${OTHER}"`));
  assert.equal(fix, undefined);
  assert.match(message, /data-public-api-token is there, too/);
  assert.doesNotMatch(message, /9b8a/);
});
