// The curated types, held against TypeScript.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ENTRIES } from '../scripts/entries.mjs';
import { root } from '../scripts/tools.mjs';

const folder = join(root, 'tests/types');

test('valid uses compile and invalid ones do not', () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { cwd: root, encoding: 'utf8' });
  assert.deepEqual([stdout, status], ['', 0]);
});

test('every entry has a valid use', () => {
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('valid.ts') && !name.endsWith('invalid.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  for (const { path } of ENTRIES)
    assert.ok(texts.includes(`from '${path.replace('.', 'retention-destinations')}'`), path);
});
