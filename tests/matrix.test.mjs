// The part of the matrix (tests/matrix/tools.mjs) whose tools the repository has: the packed tarball, built and executed.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { close } from './e2e/support.mjs';
import { pack } from './matrix/install.mjs';
import { runRow } from './matrix/row.mjs';
import { isBounded, ROWS } from './matrix/tools.mjs';

let folder;
let tarball;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'matrix-'));
  tarball = pack(folder);
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await close();
});

for (const row of ROWS.filter(isBounded)) {
  test(`${row.tool} ${row.version}: ${row.name}`, () => runRow(row, folder, tarball));
}
