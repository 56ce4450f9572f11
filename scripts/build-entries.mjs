// Bundles the entries that pages use, each in the formats that scripts/entries.mjs gives it.

import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { minify } from 'terser';
import { MODULES, workOf } from './build-module.mjs';
import { ENTRIES, isHosts, nowasmOutput, PRODUCTS, SCRIPTS } from './entries.mjs';
import { root } from './tools.mjs';

/** @typedef {import('./entries.mjs').Product} Product */

/**
 * How a bundle comes by the module: inlined, `-async` as a file of its own, or `-nowasm` as JavaScript.
 * @typedef {'' | '-async' | '-nowasm'} Form
 */

/**
 * What esbuild is told so that a bundle is of this product and in this form.
 * @param {{ product: Product, form?: Form, format: import('esbuild').Format }} options
 * @returns {import('esbuild').BuildOptions}
 */
export function ofProduct({ product, form = '', format }) {
  const work = workOf(MODULES[product]);
  return {
    bundle: true,
    format,
    target: 'es2021',
    alias: {
      '#border': join(root, `src/page/${product}/border.js`),
      '#engine': join(work, `engine${form}.js`),
      '#nowasm': join(work, 'nowasm.js'),
      '#integrity': join(work, 'integrity.js'),
      // As a script or as a module it finds its fallback.
      '#fallback': join(root, `js/shared/fallback/${format === 'iife' ? 'script' : 'module'}.js`),
    },
  };
}

/**
 * Bundles and minifies.
 * @param {{ product: Product, form?: Form, format: import('esbuild').Format }} kind
 * @param {import('esbuild').BuildOptions} options
 */
async function bundle(kind, options) {
  const { outputFiles } = await esbuild({
    ...ofProduct(kind),
    external: ['./nowasm/engine.js', '@prosperstack/flow'],
    minify: true,
    write: false,
    legalComments: 'none',
    logLevel: 'warning',
    tsconfigRaw: '{}', // tsconfig.json is for checking; esbuild would add "use strict"
    ...options,
  });
  for (const { path, text } of outputFiles ?? []) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await shrink(text, kind.format === 'esm'));
  }
}

/** esbuild's output once more: this takes four per cent off what goes over the wire. */
async function shrink(text, module) {
  const compress = { passes: 3, unsafe_arrows: true, inline: 1 };
  const { code } = await minify(text, { module, ecma: 2020, compress, format: { quote_style: 1 } });
  return moduleLast(code ?? '');
}

/**
 * A script with the text of its module as the argument of its function, after all code: amid the code it takes some
 * twenty bytes more over the wire.
 */
function moduleLast(code) {
  const [, body, text, rest] = /^\(\(\)=>\{(.*)('[0-9a-f]{1000,}')(.*)\}\)\(\);$/s.exec(code) ?? [];
  return text ? `(MODULE=>{${body}MODULE${rest}})(${text});` : code;
}

/** A file's hash, as the `integrity` of its element names it. */
const integrityOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

const source = (file) => join(root, 'js', file);

/** Writes them into the folder `out`. */
export async function buildEntries(out) {
  /** @param {typeof SCRIPTS[number]} one */
  const script = ({ product, source: file, output, nowasm }) =>
    bundle(
      { product, format: 'iife', form: nowasm ? '-nowasm' : '' },
      { entryPoints: [source(file)], outfile: join(out, `${output}.js`) },
    );
  // First the fallbacks: a script that bears an `integrity` inserts its fallback by the hash of that.
  const fallbacks = SCRIPTS.filter(({ nowasm }) => nowasm);
  await Promise.all(fallbacks.map(script));
  for (const { product, output } of fallbacks) {
    const integrity = integrityOf(readFileSync(join(out, `${output}.js`)));
    writeFileSync(
      join(workOf(MODULES[product]), 'integrity.js'),
      `export const INTEGRITY = ${JSON.stringify(integrity)};\n`,
    );
  }
  const scripts = SCRIPTS.filter(({ nowasm }) => !nowasm).map(script);
  await Promise.all([...PRODUCTS.flatMap((product) => modules(out, product)), ...scripts]);
  copyFileSync(join(workOf(MODULES.profitwell), 'engine.wasm'), join(out, 'profitwell.wasm'));
}

function modules(out, product) {
  const entries = ENTRIES.filter((entry) => entry.product === product);
  return [...shared(out, product, entries.filter(isHosts)), ...entries.flatMap((entry) => alone(out, product, entry))];
}

/** The hosts' entries as ES modules that share core.js; those without WebAssembly in a folder of their own. */
function shared(out, product, entries) {
  const entryPoints = Object.fromEntries(entries.map(({ name, source: file }) => [name, source(file)]));
  const chunks = { entryPoints, splitting: true, chunkNames: 'core' };
  const folder = join(out, dirname(entries[0].output));
  const nowasm = join(out, dirname(nowasmOutput(entries[0].output)));
  const engine = join(workOf(MODULES[product]), 'nowasm.js');
  return [
    bundle({ product, format: 'esm' }, { ...chunks, outdir: folder }),
    bundle({ product, format: 'esm', form: '-nowasm' }, { ...chunks, outdir: nowasm }),
    bundle({ product, format: 'esm' }, { entryPoints: { engine }, outdir: nowasm }),
  ];
}

/** What an entry has for itself. */
function alone(out, product, entry) {
  const { formats, output } = entry;
  const file = (end) => ({ entryPoints: [source(entry.source)], outfile: join(out, `${output}${end}`) });
  const bundles = [];
  if (formats.includes('cjs')) bundles.push(bundle({ product, format: 'cjs' }, file('.cjs')));
  if (formats.includes('async')) {
    bundles.push(bundle({ product, format: 'esm', form: '-async' }, file('.js')));
    bundles.push(bundle({ product, format: 'esm' }, file('-node.js')));
  }
  if (formats.includes('esm') && !isHosts(entry)) bundles.push(bundle({ product, format: 'esm' }, file('.js')));
  return bundles;
}
