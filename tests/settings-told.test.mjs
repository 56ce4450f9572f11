// The settings are told in a table in Rust; the public types and the documents name the same ones.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/tools.mjs';
import { NAMES as PROFITWELL, SETTINGS as PROFITWELL_SETTINGS } from '../src/page/profitwell/border.js';
import { NAMES as PROSPERSTACK, SETTINGS as PROSPERSTACK_SETTINGS } from '../src/page/prosperstack/border.js';

const read = (path) => readFileSync(join(root, path), 'utf8');

/** The members of an interface or of all object types in a file of types. */
const members = (text, from, to) => {
  const part = text.slice(text.indexOf(from), text.indexOf(to, text.indexOf(from)));
  return [...part.matchAll(/^ +(\w+)\??: /gm)].map(([, name]) => name);
};

/** The settings in the first column of a page's table that begins with this one. */
const rows = (page, first) => {
  const lines = read(page).split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| \`${first}\``));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'));
  return lines
    .slice(start, end)
    .flatMap((line) => [...line.split('|')[1].matchAll(/`(\w+)`/g)].map(([, name]) => name));
};

const COMMON = members(read('js/shared/types.d.ts'), 'interface CommonSettings', '\n}');

for (const [product, page, names, from, to, others] of [
  // `publicApiKey` is RudderStack's name for the token; `consentCategories` is the adapters' own.
  [
    'profitwell',
    'docs/settings.md',
    PROFITWELL,
    'interface Shared',
    '/** An event',
    ['publicApiKey', 'consentCategories'],
  ],
  [
    'prosperstack',
    'docs/prosperstack.md',
    PROSPERSTACK,
    'interface ProsperStackSettings',
    '\n}',
    ['consentCategories'],
  ],
]) {
  const expected = [...names, ...others].sort();

  test(`the types of ${product} have the settings of the table`, () => {
    const text = read(`js/${product}/index.d.ts`);
    const end = product === 'profitwell' ? '/**\n * The plugin' : to;
    assert.deepEqual([...new Set([...members(text, from, end), ...COMMON])].sort(), expected);
  });

  test(`${page} has a row for each setting`, () => {
    const told = rows(page, names[0]);
    for (const name of names) assert.ok(told.includes(name), name);
    for (const name of told) assert.ok(expected.includes(name), name);
  });
}

/** What an attribute says that is right, by the kind of its setting; what is `own` is JSON, and read elsewhere. */
const RIGHT = {
  text: () => 'true',
  words: ({ words }) => words[0],
  flag: () => 'false',
  milliseconds: () => '1000',
  consent: () => 'required',
  url: () => 'https://shop.example/x',
};

for (const [product, settings, debug] of [
  ['profitwell', PROFITWELL_SETTINGS, 'debug.js'],
  ['prosperstack', PROSPERSTACK_SETTINGS, 'prosperstack/debug.js'],
]) {
  test(`a tag of ${product} reads each setting from an attribute as its kind`, async () => {
    const { checkPage } = await import(pathToFileURL(join(root, 'dist', debug)).href);
    const attributes = settings
      .filter(({ accepts }) => accepts !== 'own')
      .map((rule) => [rule.name.replace(/[A-Z]/g, '-$&').toLowerCase(), RIGHT[rule.accepts](rule)])
      .map(([name, value]) => `data-${name}="${value}"`);
    assert.ok(attributes.length >= 8, String(attributes.length));
    const found = checkPage(`<script async src="/${product}.min.js" ${attributes.join(' ')}></script>`);
    assert.deepEqual(
      found.filter(({ code }) => /^(invalid|missing|unknown)_/.test(code)),
      [],
    );
  });
}

test('README names settings and defaults as their page does', () => {
  const cells = (page) =>
    Object.fromEntries(
      [...read(page).matchAll(/^\| `(\w+)` \| .* \| (.*) \|$/gm)].map(([, name, preset]) => [name, preset]),
    );
  const all = cells('docs/settings.md');
  const four = Object.entries(cells('README.md')).filter(([name]) => name in all);
  assert.equal(four.length, 4);
  for (const [name, preset] of four) assert.equal(preset, all[name], name);
});
