// What the scripts share: where the repository is, running a command, saying what happens.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Says what is being done now. @param {string} text */
export const step = (text) => console.log(`\u2022 ${text}`);

/**
 * Ends the program with what is missing and how to get it.
 *
 * @param {string} what
 * @param {string} how
 * @returns {never}
 */
export function missing(what, how) {
  console.error(`\n${what}\n${how}\n`);
  process.exit(1);
}

/**
 * Runs a command in the repository and ends the program where it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error || status !== 0)
    missing(`failed: ${command} ${args.join(' ')}`, error ? String(error) : `exit status ${status}`);
}

/** Whether a command is there and answers. @param {string} command */
export const has = (command, args = ['--version']) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** Every file below a folder of the repository. @param {string} folder */
export const filesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

/** What is built of a folder: every file but those of a package's tests. @param {string} folder */
export const sourcesIn = (folder) => filesIn(folder).filter((file) => !relative(root, file).includes('/tests/'));

/**
 * The port on which a server listens.
 * @param {import('node:net').Server} server
 */
export const boundPort = (server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port;

/** Where cargo puts what it builds. */
export const target = () => process.env.CARGO_TARGET_DIR ?? join(root, 'target');

/**
 * One of our own programs, compiled; `PROGRAMS` names the folder where they are already.
 * @param {string} name
 * @param {string} [from] its package
 */
export function program(name, from = name) {
  if (process.env.PROGRAMS) return join(process.env.PROGRAMS, name);
  run('cargo', ['build', '--locked', '--quiet', '--package', from]);
  return join(target(), 'debug', name);
}

/** Our own tool (`xtask/`), as the build makes it; `XTASK` names one that is there already. */
export const xtask = () => process.env.XTASK ?? join(target(), 'debug/xtask');
