// The documents: README, the pages of docs/, and the blocks of code in them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/tools.mjs';

/** Their paths in the repository. */
export const PAGES = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`),
];

/** @param {string} path */
export const read = (path) => readFileSync(join(root, path), 'utf8');

/** @typedef {{ page: string, line: number, language: string, text: string }} Block */

/**
 * The blocks of code in a page, each with the line on which it begins.
 * @param {string} page
 * @returns {Block[]}
 */
export function blocksOf(page) {
  const found = [];
  let block;
  for (const [at, line] of read(page).split('\n').entries()) {
    if (block && line === '```') {
      found.push(block);
      block = undefined;
    } else if (block) block.text += `${line}\n`;
    else if (line.startsWith('```')) block = { page, line: at + 1, language: line.slice(3), text: '' };
  }
  if (block) throw new Error(`${page}:${block.line}: the block does not end`);
  return found;
}

/** Every block of every document. */
export const BLOCKS = PAGES.flatMap(blocksOf);

/** A page without its blocks of code. @param {string} page */
export const prose = (page) => read(page).replaceAll(/^```[\s\S]*?^```$/gm, '');
