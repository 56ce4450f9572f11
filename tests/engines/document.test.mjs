// docs/robustness.md is written by `npm run robustness`; here, that it was after the last change.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/tools.mjs';
import { CONDITIONS, ENGINES, encodingsOf } from './conditions.mjs';

test('the document has one row for every condition, engine and encoding, and none besides', () => {
  const text = readFileSync(join(root, 'docs/robustness.md'), 'utf8');
  const found = [...text.matchAll(/^\| (.*?) \| (Chromium|Firefox|WebKit) \| (.*?) \|/gm)].map(([, ...cells]) =>
    cells.join(),
  );
  const wanted = CONDITIONS.flatMap((condition) =>
    ENGINES.flatMap((engine) =>
      encodingsOf(condition).map((encoding) => {
        const { name, remark } = condition;
        return [remark ? `${name} (${remark})` : name, engine, encoding].join();
      }),
    ),
  );
  assert.deepEqual(found, wanted, 'run `npm run robustness`');
});
