// The tarball of the npm package: what it may hold, and what the linters of packages say of it.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './tools.mjs';

/** The committed list of its files. */
export const FILE_LIST = 'tests/public/package.txt';

/** @typedef {{ filename: string, size: number, files: { path: string }[] }} Packed */

/**
 * Packs what is built into a folder.
 * @param {string} folder
 * @returns {Packed}
 */
export function pack(folder) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  return JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }))[0];
}

/** The files of a tarball, one a line. @param {Packed} packed */
export const fileList = ({ files }) =>
  `${files
    .map(({ path }) => path)
    .sort()
    .join('\n')}\n`;

/**
 * The files that are in only one of two lists, with `+` or `-` as in a diff.
 * @param {string} committed
 * @param {string} packed
 */
export function differences(committed, packed) {
  const [before, after] = [committed, packed].map((list) => list.split('\n').filter(Boolean));
  return [
    ...before.filter((path) => !after.includes(path)).map((path) => `- ${path}`),
    ...after.filter((path) => !before.includes(path)).map((path) => `+ ${path}`),
  ];
}

export const committedList = () => readFileSync(join(root, FILE_LIST), 'utf8');

/**
 * What publint and Are the types wrong? find in a tarball, in any resolution.
 * @param {string} tarball
 */
export function lintFindings(tarball) {
  /** @param {string} file @param {string[]} args */
  const lint = (file, ...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', file), ...args], {
      encoding: 'utf8',
    });
    return { ok: status === 0, text: stdout + stderr };
  };
  const publint = lint('publint/src/cli.js', 'run', '--strict', tarball);
  // A file without types, for those who put it elsewhere.
  const asset = ['--exclude-entrypoints', './dist/profitwell.wasm'];
  const types = lint('@arethetypeswrong/cli/dist/index.js', tarball, '--quiet', ...asset);
  return [
    // With suggestions alone, it ends with 0.
    ...(publint.ok && publint.text.includes('All good') ? [] : [publint.text]),
    ...(types.ok ? [] : [types.text]),
  ];
}
