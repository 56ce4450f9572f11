// The settings are told in a table in Rust; the public types and the documents name the same ones.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../scripts/tools.mjs';
import { NAMES as PROFITWELL } from '../src/page/profitwell/border.js';
import { NAMES as PROSPERSTACK } from '../src/page/prosperstack/border.js';

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
