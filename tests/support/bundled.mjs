// What a bundler makes of a source that imports the package by its name, as a site's does.

import { build } from 'esbuild';
import { root } from '../../scripts/tools.mjs';

/**
 * One ES module, unless the options say otherwise; `from` is the folder that imports are resolved from.
 *
 * @param {string} contents
 * @param {import('esbuild').BuildOptions & { from?: string }} [options]
 */
export async function bundled(contents, { from = root, ...options } = {}) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: from },
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'error',
    ...options,
  });
  return (outputFiles ?? [])[0].text;
}
