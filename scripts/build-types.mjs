// Puts the public types beside the entries that they are of.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { ENTRIES } from './entries.mjs';
import { root } from './tools.mjs';

/** What the types of several entries share, in js/ and in dist/. */
const SHARED = { source: 'shared/types.js', output: 'types' };

/** Writes them into the folder `out`: those of CommonJS import each other with its ending. */
export function buildTypes(out) {
  for (const { output, source } of [SHARED, ...ENTRIES.filter(({ product }) => product)]) {
    const written = readFileSync(join(root, 'js', source.replace(/\.js$/, '.d.ts')), 'utf8');
    const shared = posix.relative(dirname(output), SHARED.output).replace(/^(?!\.)/, './');
    const types = written.replaceAll(`'../${SHARED.source}'`, `'${shared}.js'`);
    writeFileSync(join(out, `${output}.d.ts`), types);
    writeFileSync(join(out, `${output}.d.cts`), types.replace(/('\.{1,2}\/[\w./-]+)\.js'/g, "$1.cjs'"));
  }
}
