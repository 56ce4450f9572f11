// Binaryen's tools, with what the modules are allowed to use: what every browser since 2021 has.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './tools.mjs';

const FEATURES = ['bulk-memory', 'sign-ext', 'mutable-globals', 'nontrapping-float-to-int'].map(
  (name) => `--enable-${name}`,
);

/**
 * What wasm-opt is told where bytes count. In this order a page's module has six bytes less on the wire than by a plain
 * `-Oz`, and is under the 4 KiB that Chromium before 115 compiles at once; the API's has one per cent less.
 */
export const SMALL = ['--flatten', '--rereloop', '-Oz', '--flatten', '--rereloop', '-Os', '--code-folding'];

/** Runs one of them and gives what it prints. @type {(tool: string, args: string[]) => string} */
export const binaryen = (tool, args) =>
  execFileSync(process.execPath, [join(root, 'node_modules/binaryen/bin', tool), ...args, ...FEATURES], {
    encoding: 'utf8',
  });
