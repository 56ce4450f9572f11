// Puts the public types beside the entries that they are of.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { ENTRIES } from './entries.mjs';
import { root } from './tools.mjs';

/** What the types of several entries share, in js/ and in dist/. */
const SHARED = { source: 'shared/types.js', output: 'types' };

/** @typedef {import('./entries.mjs').Entry} Entry */

const SETTINGS = { profitwell: 'ProfitWellSettings', prosperstack: 'ProsperStackSettings' };

/** Where the types of an entry are written by hand. @param {string} source */
const written = (source) => join(root, 'js', source.replace(/\.js$/, '.d.ts'));

/**
 * Whether an entry's types are made from its name: it exports what the index exports, for another host.
 * @param {Entry} entry
 * @returns {entry is Entry & { product: import('./entries.mjs').Product }}
 */
export const isDerived = (entry) => entry.product !== undefined && !existsSync(written(entry.source));

/**
 * The types of a host's entry: what the host takes is in `HostPlugins`.
 * @param {Entry & { product: import('./entries.mjs').Product }} entry
 */
const derived = ({ name, product }) => `\
import type { HostPlugins } from '../${SHARED.source}';
import type { ${SETTINGS[product]} } from './index.js';

export type { HostPlugins };
export * from './index.js';

/** The destination for this host: what it takes, and how, is told of \`HostPlugins\`. Never throws. */
export function ${product}(settings: ${SETTINGS[product]}): HostPlugins<'${product}'>['${name}'];
`;

/**
 * Writes the types of an entry: once, for CommonJS, because an ES module may take its types from there, and not the
 * other way round.
 *
 * @param {string} out
 * @param {string} output the entry's file in dist/, without an ending
 * @param {string} types
 */
export function writeTypes(out, output, types) {
  writeFileSync(join(out, `${output}.d.cts`), types);
  const from = `from './${basename(output)}.cjs';\n`;
  // By its name: the default of what is required is the whole.
  const [, byDefault] = /^export default (\w+);$/m.exec(types) ?? [];
  const text = `export * ${from}${byDefault ? `export { ${byDefault} as default } ${from}` : ''}`;
  writeFileSync(join(out, `${output}.d.ts`), text);
}

/** Writes them into the folder `out`: those of CommonJS import each other with its ending. @param {string} out */
export function buildTypes(out) {
  /** @param {string} output @param {string} text */
  const write = (output, text) => {
    const shared = posix.relative(dirname(output), SHARED.output).replace(/^(?!\.)/, './');
    const types = text.replaceAll(`'../${SHARED.source}'`, `'${shared}.js'`);
    writeTypes(out, output, types.replace(/('\.{1,2}\/[\w./-]+)\.js'/g, "$1.cjs'"));
  };
  write(SHARED.output, readFileSync(written(SHARED.source), 'utf8'));
  for (const entry of ENTRIES.filter(({ product }) => product)) {
    write(entry.output, isDerived(entry) ? derived(entry) : readFileSync(written(entry.source), 'utf8'));
  }
}
