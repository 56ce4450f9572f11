// The debug entry in Node, and what the documentation says of codes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/tools.mjs';
import * as profitwell from '../src/page/profitwell/border.js';
import * as prosperstack from '../src/page/prosperstack/border.js';

const load = (name) => import(pathToFileURL(join(root, 'dist', name)).href);
const debug = await load('debug.js');
const hints = (settings) => debug.checkSettings(settings).map(({ message }) => message.replace(/\.$/, ''));
const BARE_TEMPLATE = `${'$'}{NAME}`;

/** What a build or a template leaves in place of a token. */
const PLACEHOLDERS = [
  ...['undefined', 'null', '0', 'YOUR_PUBLIC_API_TOKEN', '%NAME%', '{{ name }}', BARE_TEMPLATE, '<%= name %>'],
  ...['process.env.NAME', 'your-public-api-token', '[NAME]', '__NAME__', '@NAME@'],
];
const QUOTED = ['"abc"', "'abc'", '“abc”', '‘abc’', '„abc“', '&quot;abc&quot;', '&#34;abc&#34;', '&ldquo;abc&rdquo;'];

test('checkSettings finds every placeholder and quote in place of a token, and repeats none', () => {
  for (const token of PLACEHOLDERS) {
    const found = hints({ publicApiToken: token });
    assert.equal(found.length, 1, token);
    assert.match(found[0], /^publicApiToken .*placeholder/, token);
  }
  for (const token of QUOTED) {
    const found = hints({ publicApiToken: token });
    assert.deepEqual(found, ['publicApiToken begins with a quotation mark: take the quotes out of the value']);
  }
  assert.deepEqual(hints({ publicApiToken: '0123456789abcdef0123456789abcdef' }), []);
  assert.match(hints({ publicApiToken: 'abc', siteType: '“web app”' })[0], /^siteType begins with a quotation mark/);
});

test('checkSettings knows what names that are no settings mean', () => {
  for (const [name, meant, attribute] of [
    ['token', 'publicApiToken', 'data-public-api-token'],
    ['apiKey', 'publicApiToken', 'data-public-api-token'],
    ['data-token', 'publicApiToken', 'data-public-api-token'],
    ['data-publicApiToken', 'publicApiToken', 'data-public-api-token'],
    ['data-public-api-token', 'publicApiToken', 'data-public-api-token'],
    ['publicapitoken', 'publicApiToken', 'data-public-api-token'],
    ['data-pw-auth', 'publicApiToken', 'data-public-api-token'],
    ['data-sitetype', 'siteType', 'data-site-type'],
    ['customerIDTrait', 'customerIdTrait', 'data-customer-id-trait'],
  ]) {
    const first = hints({ [name]: 'abc' }).find((hint) => hint.startsWith(`${name} `));
    assert.equal(first, `${name} is not a setting: did you mean ${meant}? In a script tag it is ${attribute}`);
  }
  assert.match(hints({ publicApiToken: 'abc', privateToken: 'x' })[0], /must never be in a page/);
  assert.deepEqual(hints({ publicApiToken: 'abc', analyticsKey: 'x', consent: 'Required', siteType: 'Web App' }), []);
});

test('checkSettings reads own properties only', (t) => {
  Object.prototype.publicApiToken = 'abc';
  t.after(() => delete Object.prototype.publicApiToken);
  assert.deepEqual(hints({}), ['publicApiToken is missing: copy it from your ProfitWell account']);
});

test('of ProsperStack, names that every object has are no likely meant ones', async () => {
  const { checkSettings } = await load('prosperstack/debug.js');
  const found = checkSettings({ endpoint: '/relay', constructor: 'x', relay: '/x', apiKey: 'k' });
  assert.deepEqual(
    found.map(({ gravity, message }) => `${gravity}: ${message}`),
    [
      'error: apiKey is not a setting: the API key belongs on your server, in the relay.',
      'warning: relay is not a setting: did you mean endpoint? In a script tag it is data-endpoint.',
      'note: constructor is not a setting and is ignored.',
    ],
  );
  assert.match(checkSettings({ endpoint: '{{ relay }}' })[0].message, /placeholder/);
});

for (const [heading, { REPORTS, SENTENCES }] of [
  ['## ProfitWell', profitwell],
  ['## ProsperStack', prosperstack],
]) {
  test(`docs/debug.md lists every code with its sentence: ${heading.slice(3)}`, () => {
    const text = readFileSync(join(root, 'docs/debug.md'), 'utf8');
    const [section] = text.slice(text.indexOf(heading) + 3).split('\n## ');
    const listed = [...section.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, name, sentence]) => [name, sentence]);
    const told = REPORTS.map(([name, sentence = SENTENCES[name]]) => [name, sentence.replaceAll('%', '…')]);
    assert.deepEqual(listed, told);
  });
}
