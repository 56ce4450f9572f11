// The debug entry in Node, and what the documentation says of codes.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
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

/** What docs/troubleshooting.md must say of each code: its name, what the console says, and the cause. */
const codesOf = ({ NAMES, EXPECTED, SENTENCES, EXPLANATIONS }) => {
  const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const settings = NAMES.flatMap((name, at) => {
    const line = `${name}: ${EXPECTED[at]}`;
    return [...(at ? [] : [[`missing_${snake(name)}`, line]]), [`invalid_${snake(name)}`, line]];
  });
  const reports = Object.entries(SENTENCES).map(([name, sentence]) => [name, sentence.replaceAll('%', '…')]);
  const said = Object.fromEntries([...settings, ...reports]);
  return Object.entries(EXPLANATIONS).map(([name, cause]) => [name, said[name], cause]);
};
const RELAY = [
  ...readFileSync(join(root, 'crates/prosperstack-relay/src/outcome.rs'), 'utf8').matchAll(
    /^ {4}[A-Z]\w+ (\d{3}) "(\w+)" "(.*)",$/gm,
  ),
]
  .filter(([, status]) => Number(status) >= 400)
  .map(([, status, code, text]) => [code, status, text.replaceAll('\\u{2026}', '…')]);

// `WRITE=1 node --test` of this file writes what Rust tells; the fix is written by hand.
for (const [heading, codes] of [
  ['## ProfitWell', codesOf(profitwell)],
  ['## ProsperStack', codesOf(prosperstack)],
  ['## The relay', RELAY],
]) {
  test(`docs/troubleshooting.md lists every code with its cause and a fix: ${heading.slice(3)}`, () => {
    const file = join(root, 'docs/troubleshooting.md');
    const text = readFileSync(file, 'utf8');
    const start = text.indexOf(`\n${heading}\n`);
    const [section] = text.slice(start + 1).split('\n## ');
    const fixes = Object.fromEntries(
      [...section.matchAll(/^\| `(\w+)` \|.*\| (.*?) \|$/gm)].map(([, name, fix]) => [name, fix]),
    );
    const rows = codes.map(([name, ...cells]) => `| \`${name}\` | ${cells.join(' | ')} | ${fixes[name] ?? ''} |`);
    const written = section.replace(
      /(\|---\|---\|---\|---\|\n)(\|.*\n)+/,
      (_all, rule) => `${rule}${rows.join('\n')}\n`,
    );
    if (process.env.WRITE)
      writeFileSync(
        file,
        text.replace(section, () => written),
      );
    assert.equal(
      readFileSync(file, 'utf8')
        .slice(start + 1)
        .split('\n## ')[0],
      written,
    );
    for (const [name] of codes) assert.ok(fixes[name], name);
  });
}

test('docs/troubleshooting.md names every code that createRelay throws', () => {
  const text = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
  const sources = ['crates/prosperstack-relay/src/settings.rs', 'js/server/relay.js', 'js/server/relay/page.js'];
  const codes = sources
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n')
    .matchAll(/(?:code: |new\(\s*|RelayError\(\s*|, )["']((?:[a-z]+_)+[a-z]+)["']/g);
  const names = new Set([...codes].map(([, name]) => name));
  assert.ok(names.size >= 20, String(names.size));
  for (const name of names) assert.ok(text.includes(`\`${name}\``), name);
});
