// Bundles a page's script as a site would: minified by esbuild, then by terser as our own files are,
// so that no peer is larger for want of a tool.

import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { minify } from 'terser';
import { root } from '../scripts/tools.mjs';

const ENTRIES = ['classic', 'rudderstack', 'wasm'];

/**
 * The files of these lines by path: `/page.js`, and as a module (`format: 'esm'`) also what it
 * imports only when needed. Imports resolve from `benches/`; the `whole`
 * of a page with its host is left to esbuild, because terser takes long over a host.
 * @param {string} lines
 * @param {{ format?: import('esbuild').Format, whole?: boolean }} [options]
 */
export async function bundle(lines, { format = 'iife', whole = false } = {}) {
  const { outputFiles } = await build({
    stdin: { contents: lines, resolveDir: join(root, 'benches'), loader: 'js' },
    outdir: '/',
    entryNames: 'page',
    bundle: true,
    write: false,
    minify: true,
    splitting: format === 'esm',
    format,
    platform: 'browser',
    target: 'es2021',
    legalComments: 'none',
    logLevel: 'error',
    define: { global: 'window' }, // the classic packages were written for browserify
    alias: {
      ...Object.fromEntries(
        ENTRIES.map((name) => [`retention-destinations/${name}`, join(root, 'dist', `${name}.js`)]),
      ),
      'retention-destinations': join(root, 'dist/index.js'),
    },
  });
  /** @type {Record<string, string>} */
  const files = {};
  for (const { path, text } of outputFiles ?? []) {
    const { code } = whole
      ? { code: text }
      : await minify(text, { module: format === 'esm', ecma: 2020, compress: { passes: 3 } });
    files[`/${basename(path)}`] = code ?? '';
  }
  return files;
}
