// The entries of the package, told once: the build makes them, package.json's `exports` is made of them
// (`node scripts/entries.mjs`), and the tests go through them.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './tools.mjs';

/** @typedef {'profitwell' | 'prosperstack'} Product */

/**
 * How an entry comes: `esm` and `cjs` with the module inlined; `nowasm`, an ES module with the module's JavaScript
 * encoding; `async`, an ES module that downloads the module, and another for Node that has it inlined; `server`, for
 * servers, workerd and, to say that it does not run there, pages.
 * @typedef {'esm' | 'cjs' | 'nowasm' | 'async' | 'server'} Format
 */

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {Product} [product] none where it is for servers
 * @property {Format[]} formats
 * @property {string} source its file in js/; the types stand beside it
 * @property {string} output its file in dist/, without an ending
 * @property {string} path what it is imported as, after the package's name: `.`, `./classic`
 * @property {number} [budget] how many bytes (brotli) a host's entry may add to what all of them share
 */

/** @type {Product[]} */
export const PRODUCTS = ['profitwell', 'prosperstack'];

// Every host's entry as an ES module imports one core.js, so that a site downloads what it imports.
/** @type {Format[]} */
const HOST = ['esm', 'cjs', 'nowasm'];

/** @type {{ name: string, products: Product[], formats: Format[], budget?: number }[]} */
const LIST = [
  { name: 'index', products: PRODUCTS, formats: HOST, budget: 800 },
  { name: 'classic', products: PRODUCTS, formats: HOST, budget: 1400 },
  { name: 'rudderstack', products: PRODUCTS, formats: HOST, budget: 700 },
  { name: 'analytics', products: PRODUCTS, formats: HOST, budget: 700 },
  { name: 'wasm', products: ['profitwell'], formats: ['async'] },
  { name: 'debug', products: PRODUCTS, formats: ['esm', 'cjs'] },
  { name: 'flow', products: ['prosperstack'], formats: ['esm', 'cjs'] },
  { name: 'api', products: [], formats: ['server'] },
  { name: 'relay', products: [], formats: ['server'] },
];

/** @type {Entry[]} */
export const ENTRIES = LIST.flatMap(({ name, products, formats, budget }) => {
  if (!products.length) return [{ name, formats, source: `server/${name}.js`, output: name, path: `./${name}` }];
  return products.map((product) => {
    const folder = product === 'profitwell' ? '' : `${product}/`;
    const output = `${folder}${name}`;
    const path = `./${name === 'index' ? folder : output}`.replace(/\/$/, '') || '.';
    return { name, product, formats, budget, source: `${product}/${name}.js`, output, path };
  });
});

/** Whether a host uses the entry, in a page: all that have an encoding without WebAssembly. */
export const isHosts = ({ formats }) => formats.includes('nowasm');

/**
 * What a `script` element takes. `nowasm` runs the module's JavaScript encoding.
 * @type {{ product: Product, source: string, output: string, nowasm?: boolean }[]}
 */
export const SCRIPTS = [
  { product: 'profitwell', source: 'profitwell/script-tag.wasm.js', output: 'profitwell.min' },
  { product: 'profitwell', source: 'profitwell/script-tag.nowasm.js', output: 'profitwell.nowasm', nowasm: true },
  { product: 'profitwell', source: 'profitwell/jitsu.js', output: 'jitsu' },
  { product: 'prosperstack', source: 'prosperstack/script-tag.wasm.js', output: 'prosperstack.min' },
  { product: 'prosperstack', source: 'prosperstack/script-tag.nowasm.js', output: 'prosperstack.nowasm', nowasm: true },
  { product: 'prosperstack', source: 'prosperstack/jitsu.js', output: 'prosperstack-jitsu' },
];

/** `nowasm/classic`, `prosperstack/nowasm/classic`: the same entry without WebAssembly, of the same types. */
export const nowasmOutput = (output) => output.replace(/[^/]+$/, 'nowasm/$&');

/** What package.json says about an entry, by import path. */
function exportsOf({ formats, output, path }) {
  const file = (name) => ({ types: `./dist/${output}.d.ts`, default: `./dist/${name}.js` });
  const required = (name) => ({ types: `./dist/${output}.d.cts`, default: `./dist/${name}.cjs` });
  if (formats.includes('async')) {
    return {
      [path]: { types: `./dist/${output}.d.ts`, node: `./dist/${output}-node.js`, default: `./dist/${output}.js` },
    };
  }
  if (formats.includes('server')) {
    return {
      [path]: {
        workerd: file(`${output}-workerd`),
        browser: { import: file(`${output}-page`), require: required(`${output}-page`) },
        import: file(output),
        require: required(output),
      },
    };
  }
  const both = { [path]: { import: file(output), require: required(output) } };
  if (!formats.includes('nowasm')) return both;
  const nowasm = nowasmOutput(output);
  return { ...both, [`./${nowasm}`.replace(/\/index$/, '')]: file(nowasm) };
}

/**
 * What an entry is imported as, after the package's name.
 * @param {Entry} entry
 */
export const importPaths = (entry) => Object.keys(exportsOf(entry));

/** All of package.json's `exports`. */
export const packageExports = () => ({
  ...Object.assign({}, ...ENTRIES.map(exportsOf)),
  './dist/*': './dist/*',
  './package.json': './package.json',
});

if (process.argv[1] === import.meta.filename) {
  const file = join(root, 'package.json');
  const written = { ...JSON.parse(readFileSync(file, 'utf8')), exports: packageExports() };
  writeFileSync(file, `${JSON.stringify(written, null, 2)}\n`);
}
