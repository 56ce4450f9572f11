// What the debug entries find wrong with a Content-Security-Policy, and the smallest line to add.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../scripts/tools.mjs';
import { check, checkPolicy, GOOD, told } from './support/check.mjs';

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
