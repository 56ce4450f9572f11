// One row of the matrix: installed, built, weighed, executed.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { command, inChromium, running, serving, untilTitle } from './execute.mjs';
import { install } from './install.mjs';

/** What is in every build of the page's core, and in nothing else. */
const OURS = 'public.profitwell.com';
/** What is in ProsperStack's destination, the API client and the relay, and in nothing of ProfitWell's destination. */
const OTHERS = /prosper|in_a_page|ProfitWellApi|createRelay/i;
/** How many bytes a bundler may add to our files: the program, its runtime, comments. */
const ADDED = 6000;

/**
 * @param {import('./tools.mjs').Row} row
 * @param {string} parent the folder for all rows
 * @param {string} tarball
 */
export async function runRow(row, parent, tarball) {
  const folder = install(row, parent, tarball);
  if (row.build) await command(row.build, folder);
  const bytes = row.only ? weigh(row, folder) : undefined;
  await execute(row.execute, folder, row.output);
  return { version: versionOf(row, folder), built: row.build ? 'yes' : '', bytes };
}

/** @param {import('./tools.mjs').Row} row @param {string} folder */
function versionOf({ tools, version, first }, folder) {
  if (!first) return version ?? Object.values(tools ?? {})[0] ?? '';
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { ...dependencies, ...devDependencies }[first];
}

/**
 * How large the JavaScript files are that hold our code; asserts that nothing else of the package is in any file.
 * @param {import('./tools.mjs').Row} row
 * @param {string} folder
 */
function weigh(
  { example, output = '.', folders = [output], holds = ['index.js', 'core.js', 'explanation.js'] },
  folder,
) {
  const paths = folders.map((path) => join(folder, path));
  const files = paths.flatMap((path) =>
    statSync(path).isFile()
      ? [path]
      : readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name)),
  );
  const texts = files.filter((file) => /\.m?js$/.test(file)).map((file) => readFileSync(file, 'utf8'));
  const ours = texts.filter((text) => text.includes(OURS));
  assert.ok(ours.length > 0, 'no file holds our code');
  for (const text of texts) assert.doesNotMatch(text, OTHERS);
  // There the file holds the host as well.
  if (example) return undefined;
  const bytes = ours.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const dist = join(folder, 'node_modules/retention-destinations/dist');
  const packed = holds.reduce((sum, name) => sum + statSync(join(dist, name)).size, 0);
  assert.ok(bytes <= packed + ADDED, `${bytes} bytes of ${packed}`);
  return bytes;
}

/**
 * @param {import('./tools.mjs').Execution} how
 * @param {string} folder
 * @param {string} [output]
 */
async function execute({ server, calls = [], act, answers, title, command: line, prints, run }, folder, output = '.') {
  if (run) return run(folder);
  if (line) {
    const printed = await command(line, folder);
    if (prints !== undefined) assert.equal(printed, prints);
    return undefined;
  }
  /** @param {string} url */
  const open = (url) => (title ? untilTitle(url, title) : inChromium(url, calls, act, answers));
  return server ? running(server, folder, open) : serving(join(folder, output), open);
}
