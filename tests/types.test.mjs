// The public types, held against TypeScript.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isDerived } from '../scripts/build-types.mjs';
import { ENTRIES } from '../scripts/entries.mjs';
import { root } from '../scripts/tools.mjs';

const folder = join(root, 'tests/types');

/** Checks a project; nothing is printed where it is right. */
function compile(project) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', project], { cwd: root, encoding: 'utf8' });
  assert.deepEqual([stdout, status], ['', 0]);
}

const imported = ({ path }) => path.replace('.', 'retention-destinations');

test('valid uses compile and invalid ones do not', () => compile(folder));

test('every entry whose types are written by hand has a valid use', () => {
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('valid.ts') && !name.endsWith('invalid.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  for (const entry of ENTRIES.filter((entry) => !isDerived(entry)))
    assert.ok(texts.includes(`from '${imported(entry)}'`), entry.path);
});

const SETTINGS = { profitwell: "publicApiToken: 't'", prosperstack: "endpoint: '/relay'" };
const hosts = ENTRIES.filter(isDerived);

test('the entries whose types are derived take the settings, and no others', () => {
  const project = join(root, 'target/types');
  mkdirSync(project, { recursive: true });
  const uses = hosts.map(
    (entry, at) => `
import { ${entry.product} as make${at}, setConsent as consent${at} } from '${imported(entry)}';
const plugin${at} = make${at}({ ${SETTINGS[entry.product]}, debug: true });
// @ts-expect-error a host takes something
plugin${at} satisfies never;
// @ts-expect-error what it takes is known
plugin${at}.unknown;
// @ts-expect-error a misspelt setting
make${at}({ ${SETTINGS[entry.product]}, debog: true });
consent${at}(true);`,
  );
  writeFileSync(join(project, 'derived.ts'), uses.join('\n'));
  const config = { extends: join(folder, 'tsconfig.json'), files: ['derived.ts'] };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
  compile(project);
});

for (const { name, product, output } of hosts) {
  test(`${output} exports what the index of ${product} exports`, async () => {
    const [index, own] = await Promise.all(
      ['index', name].map((file) => import(join(root, 'dist', output.replace(/[^/]+$/, `${file}.js`)))),
    );
    assert.deepEqual(Object.keys(own).sort(), Object.keys(index).sort());
  });
}
