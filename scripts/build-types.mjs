// Puts the public types beside the entries that they are of.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENTRIES, nowasmOutput } from './entries.mjs';
import { root } from './tools.mjs';

/** Writes them into the folder `out`: those of CommonJS import each other with its ending. */
export function buildTypes(out) {
  for (const { formats, output, source } of ENTRIES.filter(({ product }) => product)) {
    const types = readFileSync(join(root, 'js', source.replace(/^hosts./, '').replace(/\.js$/, '.d.ts')), 'utf8');
    writeFileSync(join(out, `${output}.d.ts`), types);
    if (formats.includes('nowasm')) writeFileSync(join(out, `${nowasmOutput(output)}.d.ts`), types);
    if (formats.includes('cjs')) {
      writeFileSync(join(out, `${output}.d.cts`), types.replace(/('\.{1,2}\/[\w./-]+)\.js'/g, "$1.cjs'"));
    }
  }
}
