// Builds ProsperStack's cancellation flow: an entry of its own, without its library.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './tools.mjs';

/** Writes it into the folder `out`. */
export async function buildFlow(out) {
  const esbuild = createRequire(import.meta.url)('esbuild');
  const folder = join(out, 'prosperstack');
  mkdirSync(folder, { recursive: true });
  for (const [file, format] of [
    ['flow.js', 'esm'],
    ['flow.cjs', 'cjs'],
  ]) {
    await esbuild.build({
      entryPoints: [join(root, 'js/prosperstack/flow.js')],
      outfile: join(folder, file),
      format,
      bundle: true,
      minify: true,
      target: 'es2021',
      external: ['@prosperstack/flow'],
      legalComments: 'none',
      logLevel: 'warning',
    });
  }
  const types = readFileSync(join(root, 'js/prosperstack/flow.d.ts'));
  for (const name of ['flow.d.ts', 'flow.d.cts']) writeFileSync(join(folder, name), types);
}
