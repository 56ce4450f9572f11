// The check of the built debug entries, and what it is given.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../scripts/tools.mjs';

/** @param {string} name @returns {Promise<any>} */
const load = (name) => import(pathToFileURL(join(root, 'dist', name)).href);
export const { check, checkPage, checkPolicy, checkSettings } = await load('debug.js');
export const prosperstack = await load('prosperstack/debug.js');

export const TOKEN = '3f2a9c71d4e85b60a1c2e3f405162738';
export const OTHER = '9b8a7c6d5e4f30213243546576879809';
export const SECRET = '5d41402abc4b2a76b9719d911017c592';
export const folder = join(root, 'tests/files/pages');
/** @param {string} name */
export const page = (name) => readFileSync(join(folder, name), 'utf8');
/** @param {{ gravity: string, line: number, code: string }[]} findings */
export const told = (findings) => findings.map(({ gravity, line, code }) => `${gravity} ${line} ${code}`);
/** @param {string} attributes */
export const tag = (attributes) => `<script async src="/profitwell.min.js" ${attributes}></script>`;

/** A policy with all that is needed. */
export const GOOD =
  "script-src 'self' 'wasm-unsafe-eval' https://public.profitwell.com; connect-src https://www2.profitwell.com https://retain-api.profitwell.com https://api.profitwell-events.com https://retain-widgets-api.paddle.com; frame-src https://retain-widgets.paddle.com";
