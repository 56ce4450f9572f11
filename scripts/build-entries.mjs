// Bundles the entries that pages use, each in the formats that scripts/entries.mjs gives it.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { build as esbuild } from 'esbuild';
import { minify } from 'terser';
import { MODULES, workOf } from './build-module.mjs';
import { writeCommonJs } from './common-js.mjs';
import { ENTRIES, isHosts, nowasmOutput, PRODUCTS, SCRIPTS } from './entries.mjs';
import { hashOf, unlessCurrent } from './stamp.mjs';
import { root } from './tools.mjs';

/** @typedef {import('./entries.mjs').Product} Product */
/** @typedef {import('./entries.mjs').Entry} Entry */

/**
 * Has V8 compile every function of a file while it arrives, off the main thread, instead of each on the main thread when
 * it is first called: a quarter of the tag's script time. Chromium 136 and later; others read a comment.
 */
const ALL_CALLED = '//# allFunctionsCalledOnLoad\n';

/**
 * How a bundle comes by the module: inlined, `-async` as a file of its own, or `-nowasm` as JavaScript.
 * @typedef {'' | '-async' | '-nowasm'} Form
 */

/** Where a debug entry finds what both share. */
const DEBUG_CORE = { profitwell: './debug-core.js', prosperstack: '../debug-core.js' };

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
      '#destination': join(root, `js/${product}/destination.js`),
      '#tag': join(root, `js/${product}/tag.js`),
      // Of a page's visitors few open it: the script tag has it from its fallback.
      '#cancellation': join(root, `js/profitwell/${form ? '' : 'borrowed-'}cancellation.js`),
      '#engine': join(work, `engine${form}.js`),
      '#nowasm': join(work, 'nowasm.js'),
      '#integrity': join(work, 'integrity.js'),
      // What only the explanations of ProfitWell's hold, in the encoding that every page runs.
      '#diagnosis': join(workOf(MODULES.diagnosis), 'engine-nowasm.js'),
      // As a script or as a module it finds its fallback, and its explanations.
      '#fallback': join(root, `js/shared/fallback/${format === 'iife' ? 'script' : 'module'}.js`),
      '#explanation': join(root, `js/shared/explanation/${explanationOf(format, form)}.js`),
      // A file of its own, beside the debug entry of ProfitWell.
      '#debug': DEBUG_CORE[product],
    },
  };
}

/**
 * How a bundle comes by the explanations: the script tag has them from its fallback.
 * @param {import('esbuild').Format} format
 * @param {Form} form
 */
function explanationOf(format, form) {
  if (format !== 'iife') return 'module';
  return form === '-nowasm' ? 'script' : 'lent';
}

/**
 * Bundles and minifies.
 * @param {{ product: Product, form?: Form, format: import('esbuild').Format }} kind
 * @param {import('esbuild').BuildOptions} options
 * @param {object} [more]
 * @param {boolean} [more.commonJs] whether it is written as CommonJS, too
 * @param {boolean} [more.allCalled] whether most of its functions are called while the page loads
 */
async function bundle(kind, options, { commonJs = false, allCalled = false } = {}) {
  const { outputFiles } = await esbuild({
    ...ofProduct(kind),
    external: ['./nowasm/engine.js', './explanation.js', '@prosperstack/flow', ...Object.values(DEBUG_CORE)],
    // The names are left to what comes after it: 24 bytes over the wire.
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    legalComments: 'none',
    logLevel: 'warning',
    tsconfigRaw: '{}', // tsconfig.json is for checking; esbuild would add "use strict"
    ...options,
  });
  for (const { path, text } of outputFiles ?? []) {
    mkdirSync(dirname(path), { recursive: true });
    const code = (allCalled ? ALL_CALLED : '') + (await shrunk(path, text, kind.format === 'esm'));
    writeFileSync(path, code);
    if (commonJs) writeCommonJs(path, code);
  }
}

/**
 * What `shrink` makes of a file, made anew only if something of it changed: most of a build's time goes there.
 *
 * @param {string} path
 * @param {string} text
 * @param {boolean} module
 */
async function shrunk(path, text, module) {
  const folder = join(root, 'target/shrunk', relative(root, path));
  const file = join(folder, 'shrunk.js');
  const hash = hashOf([import.meta.filename, join(root, 'package-lock.json')], text);
  await unlessCurrent(folder, hash, async () => writeFileSync(file, await shrink(text, module)));
  return readFileSync(file, 'utf8');
}

/**
 * esbuild's output once more: this takes four per cent off what goes over the wire.
 *
 * @param {string} text
 * @param {boolean} module
 */
async function shrink(text, module) {
  const compress = { passes: 3, unsafe_arrows: true, inline: 1 };
  // A page in another encoding than UTF-8 reads a script as in its own.
  const format = { quote_style: 1, ascii_only: true };
  const { code } = await minify(text, { module, ecma: 2020, compress, format });
  return moduleLast(code ?? '');
}

/**
 * A script with the text of its module as the argument of its function, after all code: amid the code it takes some
 * twenty bytes more over the wire.
 *
 * @param {string} code
 */
function moduleLast(code) {
  const [, body, text, rest] = /^\(\(\)=>\{(.*)('[0-9a-f]{1000,}')(.*)\}\)\(\);$/s.exec(code) ?? [];
  return text ? `(MODULE=>{${body}MODULE${rest}})(${text});` : code;
}

/**
 * Leaves files out of a bundle: each is a file of its own beside it.
 * @param {Record<string, string>} files their names there, by path
 * @returns {import('esbuild').Plugin}
 */
const apart = (files) => ({
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
      const name = files[resolve(resolveDir, path)];
      return name ? { path: `./${name}.js`, external: true } : undefined;
    });
  },
});

/** A file's hash, as the `integrity` of its element names it. @param {string | Buffer} text */
const integrityOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** @param {string} file */
const source = (file) => join(root, 'js', file);
/** @param {string} file */
const sharedSource = (file) => source(`shared/${file}`);

/** Writes what a script of either product knows of the files beside it, as far as they are made. @param {string} out */
function writeIntegrity(out) {
  for (const product of PRODUCTS) {
    /** @param {string} end */
    const hash = (end) => {
      const file = join(out, `${product}.${end}.js`);
      return JSON.stringify(existsSync(file) ? integrityOf(readFileSync(file)) : '');
    };
    writeFileSync(
      join(workOf(MODULES[product]), 'integrity.js'),
      `export const INTEGRITY = ${hash('nowasm')};\nexport const DEBUG_INTEGRITY = ${hash('debug')};\n`,
    );
  }
}

/** Writes them into the folder `out`. @param {string} out */
export async function buildEntries(out) {
  /** @param {typeof SCRIPTS[number]} one */
  const script = ({ product, source: file, output, nowasm }) =>
    bundle(
      { product, format: 'iife', form: nowasm ? '-nowasm' : '' },
      { entryPoints: [source(file)], outfile: join(out, `${output}.js`) },
      { allCalled: file.includes('/script-tag.') },
    );
  // A script that bears an `integrity` inserts others by their hashes: first the explanations, then the fallbacks, which
  // load them, too, then the scripts that load both.
  const explanations = SCRIPTS.filter(({ source }) => source.endsWith('explanation.lent.js'));
  const fallbacks = SCRIPTS.filter(({ nowasm }) => nowasm);
  const others = SCRIPTS.filter((one) => !explanations.includes(one) && !fallbacks.includes(one));
  await Promise.all(explanations.map(script));
  writeIntegrity(out);
  await Promise.all(fallbacks.map(script));
  writeIntegrity(out);
  await Promise.all([
    ...PRODUCTS.flatMap((product) => modules(out, product)),
    ...debugParts(out),
    ...others.map(script),
  ]);
  copyFileSync(join(workOf(MODULES.profitwell), 'engine.wasm'), join(out, 'profitwell.wasm'));
  writeFileSync(join(out, 'debug.LICENSE.txt'), licences());
}

/** The folder of a package that another depends on. @param {string} name @param {string} from */
const folderOf = (name, from) =>
  createRequire(from)
    .resolve(name)
    .replace(/\/dist\/.*/, '');
const TOKENIZER = folderOf('htmlparser2', import.meta.url);
const DECODER = folderOf('entities', join(TOKENIZER, 'package.json'));

/**
 * What the debug entries share, in files of which each is smaller than gzip's window (common-js.mjs): the sources of
 * each. It is of no product, so that nothing of a product is in place of a `#` there.
 * @type {Record<string, string[]>}
 */
const DEBUG_PARTS = {
  'debug-entities': [join(DECODER, 'dist/generated/decode-data-html.js')],
  'debug-html': ['check/html.js'].map(sharedSource),
  'debug-policy': ['check/policy.js', 'check/policy-text.js', 'check/sources.js'].map(sharedSource),
  'debug-settings': [
    ...['setting-hints.js', 'snake-case.js', 'spelling.js'],
    ...['literal', 'names', 'secrets', 'settings', 'text'].map((name) => `check/${name}.js`),
  ].map(sharedSource),
  'debug-core': [sharedSource('debug-core.js')],
};

/** @param {string} out */
const debugParts = (out) =>
  Object.entries(DEBUG_PARTS).map(([name, sources]) => {
    const others = Object.entries(DEBUG_PARTS).filter(([other]) => other !== name);
    const files = Object.fromEntries(others.flatMap(([other, paths]) => paths.map((path) => [path, other])));
    const contents = sources.map((path) => `export * from ${JSON.stringify(path)};`).join('\n');
    return bundle(
      { product: 'profitwell', format: 'esm' },
      { stdin: { contents, resolveDir: root }, outfile: join(out, `${name}.js`), alias: {}, plugins: [apart(files)] },
      { commonJs: true },
    );
  });

/** The licences of what the debug entries have of others: each asks that its text goes with every copy. */
function licences() {
  return [TOKENIZER, DECODER]
    .map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return `${name} ${version}, in the files debug-*.js\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8')}`;
    })
    .join('\n\n');
}

/**
 * @param {string} out
 * @param {Product} product
 */
function modules(out, product) {
  const entries = ENTRIES.filter((entry) => entry.product === product);
  const others = entries.filter((entry) => !isHosts(entry));
  return [...shared(out, product, entries.filter(isHosts)), ...others.flatMap((entry) => alone(out, product, entry))];
}

/**
 * The hosts' entries, which share core.js; those without WebAssembly in a folder of their own.
 *
 * @param {string} out
 * @param {Product} product
 * @param {Entry[]} entries
 */
function shared(out, product, entries) {
  const entryPoints = Object.fromEntries(entries.map(({ name, source: file }) => [name, source(file)]));
  const chunks = { entryPoints, splitting: true, chunkNames: 'core' };
  const folder = join(out, dirname(entries[0].output));
  const nowasm = join(out, dirname(nowasmOutput(entries[0].output)));
  const engine = join(workOf(MODULES[product]), 'nowasm.js');
  const commonJs = true;
  return [
    bundle({ product, format: 'esm' }, { ...chunks, outdir: folder }, { commonJs }),
    bundle(
      { product, format: 'esm', form: '-nowasm' },
      { ...chunks, outdir: nowasm, plugins: [apart({ [engine]: 'engine' })] },
      { commonJs },
    ),
    // What those above import, and others load where WebAssembly is refused.
    bundle({ product, format: 'esm' }, { entryPoints: { engine }, outdir: nowasm }, { commonJs }),
    ...[folder, nowasm].map((outdir) =>
      bundle(
        { product, format: 'esm' },
        { entryPoints: { explanation: source(`${product}/explanations.js`) }, outdir },
      ),
    ),
  ];
}

/**
 * The entries that share nothing.
 *
 * @param {string} out
 * @param {Product} product
 * @param {Entry} entry
 */
function alone(out, product, { formats, output, source: file }) {
  /** @param {string} end */
  const entry = (end) => ({ entryPoints: [source(file)], outfile: join(out, `${output}${end}`) });
  if (!formats.includes('async')) return [bundle({ product, format: 'esm' }, entry('.js'), { commonJs: true })];
  // Where the module is inlined, all but the URL is the index.
  const inlined = { ...entry('-node.js'), external: ['./index.js'] };
  return [
    bundle({ product, format: 'esm', form: '-async' }, entry('.js')),
    bundle({ product, format: 'esm' }, inlined, { commonJs: true }),
  ];
}
