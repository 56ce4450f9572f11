// The settings are told in a table in Rust; the public types and README name the same ones.

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

/** The settings in the first column of README's table that begins with this one. */
const rows = (first) => {
  const lines = read('README.md').split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| \`${first}\``));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'));
  return lines
    .slice(start, end)
    .flatMap((line) => [...line.split('|')[1].matchAll(/`(\w+)`/g)].map(([, name]) => name));
};

const COMMON = members(read('js/shared/types.d.ts'), 'interface CommonSettings', '\n}');

for (const [product, names, from, to, others] of [
  // `publicApiKey` is RudderStack's name for the token; `consentCategories` is the adapters' own.
  ['profitwell', PROFITWELL, 'interface Shared', '/** An event', ['publicApiKey', 'consentCategories']],
  ['prosperstack', PROSPERSTACK, 'interface ProsperStackSettings', '\n}', ['consentCategories']],
]) {
  const expected = [...names, ...others].sort();

  test(`the types of ${product} have the settings of the table`, () => {
    const text = read(`js/${product}/index.d.ts`);
    const end = product === 'profitwell' ? '/**\n * The plugin' : to;
    assert.deepEqual([...new Set([...members(text, from, end), ...COMMON])].sort(), expected);
  });

  test(`README has a row for each setting of ${product}`, () => {
    const told = rows(names[0]);
    for (const name of names) assert.ok(told.includes(name), name);
    for (const name of told) assert.ok(expected.includes(name), name);
  });
}
