// Making only what changed: what was made remembers a hash of everything it was made from.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './tools.mjs';

/**
 * The hash of files by their names in the repository and their contents, and of what else the result depends on.
 * @param {string[]} files
 * @param {string} [more]
 */
export function hashOf(files, more = '') {
  const hash = createHash('sha256').update(more);
  for (const file of [...files].sort()) hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * Whether a folder was made from exactly these inputs.
 * @param {string} folder
 * @param {string} hash
 */
export function isCurrent(folder, hash) {
  const stamp = join(folder, '.stamp');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

/**
 * Fills a folder by `make`, unless it was made from exactly these inputs. Where `make` throws, the folder counts as
 * not made.
 * @param {string} folder
 * @param {string} hash
 * @param {() => void | Promise<void>} make
 */
export async function unlessCurrent(folder, hash, make) {
  if (isCurrent(folder, hash)) return;
  rmSync(join(folder, '.stamp'), { force: true });
  mkdirSync(folder, { recursive: true });
  await make();
  writeFileSync(join(folder, '.stamp'), hash);
}
