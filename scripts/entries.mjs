// The entries of the package, told once: the build makes them, package.json's `exports` is made of them
// (`node scripts/entries.mjs`), and the tests go through them.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commonJsOf } from './common-js.mjs';
import { root } from './tools.mjs';

/** @typedef {'profitwell' | 'prosperstack'} Product */

/**
 * How an entry comes: `esm` and `cjs` with the module inlined; `nowasm`, both with the module's JavaScript encoding;
 * `async`, an ES module that downloads the module, and others for Node and for CommonJS that have it inlined; `server`,
 * for servers, workerd and, to say that it does not run there, pages.
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
  { name: 'index', products: PRODUCTS, formats: HOST, budget: 1024 },
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

/**
 * Whether a host uses the entry, in a page: all that have an encoding without WebAssembly.
 *
 * @param {Entry} entry
 */
export const isHosts = ({ formats }) => formats.includes('nowasm');

/**
 * What a `script` element takes. `nowasm` runs the module's JavaScript encoding.
 * @type {{ product: Product, source: string, output: string, nowasm?: boolean }[]}
 */
export const SCRIPTS = [
  { product: 'profitwell', source: 'profitwell/script-tag.wasm.js', output: 'profitwell.min' },
  { product: 'profitwell', source: 'profitwell/script-tag.nowasm.js', output: 'profitwell.nowasm', nowasm: true },
  { product: 'profitwell', source: 'profitwell/explanation.lent.js', output: 'profitwell.debug' },
  { product: 'profitwell', source: 'profitwell/jitsu.js', output: 'jitsu' },
  { product: 'prosperstack', source: 'prosperstack/script-tag.wasm.js', output: 'prosperstack.min' },
  { product: 'prosperstack', source: 'prosperstack/script-tag.nowasm.js', output: 'prosperstack.nowasm', nowasm: true },
  { product: 'prosperstack', source: 'prosperstack/explanation.lent.js', output: 'prosperstack.debug' },
  { product: 'prosperstack', source: 'prosperstack/jitsu.js', output: 'prosperstack-jitsu' },
];

/**
 * `nowasm/classic`, `prosperstack/nowasm/classic`: the same entry without WebAssembly, of the same types.
 *
 * @param {string} output
 */
export const nowasmOutput = (output) => output.replace(/[^/]+$/, 'nowasm/$&');

/**
 * What package.json says about an entry, by import path.
 * @param {Entry} entry
 */
function exportsOf({ formats, output, path }) {
  /** @param {string} name */
  const file = (name) => ({ types: `./dist/${output}.d.ts`, default: `./dist/${name}.js` });
  /** @param {string} name */
  const required = (name) => ({ types: `./dist/${output}.d.cts`, default: `./dist/${commonJsOf(`${name}.js`)}` });
  /** @param {string} name */
  const both = (name) => ({ import: file(name), require: required(name) });
  if (formats.includes('async')) {
    const { types, default: downloading } = file(output);
    const imported = { types, node: `./dist/${output}-node.js`, default: downloading };
    return { [path]: { import: imported, require: required(`${output}-node`) } };
  }
  if (formats.includes('server')) {
    const [workerd, browser] = [file(`${output}-workerd`), both(`${output}-page`)];
    // Their code stands once, as CommonJS.
    const node = {
      import: file(output),
      require: { types: `./dist/${output}.d.cts`, default: `./dist/${output}.cjs` },
    };
    return { [path]: { workerd, browser, ...node } };
  }
  if (!formats.includes('nowasm')) return { [path]: both(output) };
  const nowasm = nowasmOutput(output);
  return { [path]: both(output), [`./${nowasm}`.replace(/\/index$/, '')]: both(nowasm) };
}

/**
 * What an entry is imported as, after the package's name.
 * @param {Entry} entry
 */
export const importPaths = (entry) => Object.keys(exportsOf(entry));

/** The files that a `script` element takes: they act when they are imported, too. */
const TAGS = ['./dist/*.min.js', './dist/*.nowasm.js', './dist/*jitsu.js'];

/** What is made of the entries in package.json. */
export function packageFields() {
  /** @type {Record<string, any>} */
  const exports = Object.assign({}, ...ENTRIES.map(exportsOf));
  // For `"moduleResolution": "node"`, which does not read `exports`.
  const types = Object.entries(exports).filter(([path]) => path !== '.');
  return {
    exports: {
      ...exports,
      ...Object.fromEntries([...TAGS, './dist/profitwell.wasm', './package.json'].map((path) => [path, path])),
    },
    typesVersions: {
      '*': Object.fromEntries(
        types.map(
          ([
            path,
            {
              import: { types },
            },
          ]) => [path.replace('./', ''), [types]],
        ),
      ),
    },
    sideEffects: TAGS,
  };
}

if (process.argv[1] === import.meta.filename) {
  const file = join(root, 'package.json');
  const written = { ...JSON.parse(readFileSync(file, 'utf8')), ...packageFields() };
  writeFileSync(file, `${JSON.stringify(written, null, 2)}\n`);
}
