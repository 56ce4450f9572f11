// The curated types, held against TypeScript.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../scripts/tools.mjs';

test('valid uses compile and invalid ones do not', () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', 'tests/types'], { cwd: root, encoding: 'utf8' });
  assert.equal(stdout, '');
});
