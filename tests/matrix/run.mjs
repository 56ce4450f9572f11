// `npm run test:matrix`: installs the packed tarball in a folder for each tool, builds, executes, and writes docs/matrix.md.
// `npm run test:matrix -- vite-8 bun` runs these alone and leaves the other lines of the table as they are.

import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, step } from '../../scripts/tools.mjs';
import { close } from '../e2e/support.mjs';
import { pack } from './install.mjs';
import { runRow } from './row.mjs';
import { NOT_RUN, ROWS } from './tools.mjs';

const FILE = join(root, 'docs/matrix.md');
const [BEGIN, END] = ['<!-- Written by `npm run test:matrix`. -->', '<!-- The end of what it writes. -->'];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !ROWS.some((row) => row.name === name));
if (unknown.length) {
  console.error(`no such row: ${unknown.join(', ')}; there are ${ROWS.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}

const folder = join(tmpdir(), 'matrix');
const tarball = pack(folder);
/**
 * Puts a row's line into the table; the file is read each time, so that it can be edited meanwhile.
 * @param {string} name
 * @param {string} line
 */
function record(name, line) {
  const [before, written, after] = readFileSync(FILE, 'utf8').split(new RegExp(`${BEGIN}|${END}`));
  const lines = new Map([...written.matchAll(/^\| `([\w-]+)` .*$/gm)].map(([line, name]) => [name, line]));
  lines.set(name, line);
  const body = [
    '| row | tool | version | built | executed in | our bytes | notes |',
    '|---|---|---|---|---|---|---|',
    ...ROWS.map(({ name, tool }) => lines.get(name) ?? `| \`${name}\` | ${tool} | | | not run | | |`),
    '',
    'Not run:',
    '',
    ...NOT_RUN.map(([what, why]) => `- ${what}: ${why}.`),
  ];
  writeFileSync(FILE, `${before}${BEGIN}\n\n${body.join('\n')}\n\n${END}${after}`);
}

let failed = 0;

for (const row of ROWS.filter(({ name }) => !named.length || named.includes(name))) {
  const began = performance.now();
  try {
    const { version, built, bytes } = await runRow(row, folder, tarball);
    const cells = [`\`${row.name}\``, row.tool, version, built, row.execute.in, bytes ?? '', row.notes ?? ''];
    record(row.name, `| ${cells.join(' | ')} |`);
    step(
      `${row.name}: passed in ${Math.round((performance.now() - began) / 1000)} s${bytes ? `, ${bytes} bytes` : ''}`,
    );
  } catch (error) {
    failed += 1;
    record(row.name, `| \`${row.name}\` | ${row.tool} | | | failed | | |`);
    step(`${row.name}: failed`);
    console.error(error);
  }
}
await close();
process.exit(failed ? 1 : 0);
