// Builds what runs on servers, the API client and the relay: their modules, and their entries for
// servers and for pages.

import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { binaryen } from './binaryen.mjs';
import { hashOf, unlessCurrent } from './stamp.mjs';
import { filesIn, root, run, step, target, xtask } from './tools.mjs';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * @typedef {object} Server
 * @property {string} name
 * @property {string} what in words
 * @property {string} crate
 * @property {string} optimise what wasm-opt is told
 * @property {string[]} sources the folders that the module is made of
 * @property {string[]} inject files that export what the module's glue takes for globals
 * @property {() => string} declarations what is added to the types
 */

/** @type {Server} */
const API = {
  name: 'api',
  what: 'the API client',
  crate: 'profitwell-api-js',
  optimise: '-Oz',
  sources: ['crates/profitwell-api', 'crates/profitwell-api-js'],
  inject: ['fetch', 'error'].map((name) => join(root, `js/server/api/${name}.js`)),
  declarations: () => `\n${execFileSync(xtask(), ['api-types'], { cwd: root })}`,
};
/** @type {Server} */
const RELAY = {
  name: 'relay',
  what: 'the relay',
  crate: 'prosperstack-relay',
  optimise: '-O3',
  sources: ['crates/prosperstack-relay', 'src'],
  inject: [],
  declarations: () => '',
};

/** @param {string} name */
const work = (name) => join(root, 'target/js', name);

/** What a module is made of. @param {Server} server */
const inputs = ({ sources }) => [
  ...sources.flatMap(filesIn).filter((file) => /\.(rs|toml)$/.test(file)),
  ...['Cargo.toml', 'Cargo.lock', 'package-lock.json', 'scripts/build-server.mjs', 'scripts/binaryen.mjs'].map((file) =>
    join(root, file),
  ),
];

/** Compiles the module and makes its glue; needs xtask, which the build has made. @param {Server} server */
function compile({ name, what, crate, optimise }) {
  step(`compiling ${what}`);
  // Panics name the file they happened in: not by its place on this machine.
  const home = process.env.CARGO_HOME ?? join(process.env.HOME ?? '', '.cargo');
  // These flags take the place of those in .cargo/config.toml.
  const flags = [
    '-Ctarget-feature=-reference-types,-multivalue',
    `--remap-path-prefix=${home}=`,
    `--remap-path-prefix=${root}=`,
  ];
  // In a folder of its own: other flags would make cargo compile the pages' modules anew.
  const folder = join(target(), 'server');
  run(
    'cargo',
    [
      'rustc',
      '--lib',
      '--package',
      crate,
      '--crate-type',
      'cdylib',
      '--profile',
      name,
      '--locked',
      '--target',
      'wasm32-unknown-unknown',
      '--target-dir',
      folder,
    ],
    { env: { ...process.env, CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') } },
  );
  const raw = join(work(name), 'raw.wasm');
  copyFileSync(join(folder, 'wasm32-unknown-unknown', name, `${crate.replaceAll('-', '_')}.wasm`), raw);
  run(xtask(), [
    'bindgen',
    raw,
    '--target',
    'web',
    '--omit-default-module-path',
    '--remove-name-section',
    '--remove-producers-section',
    '--out-dir',
    join(work(name), 'bindgen'),
    '--out-name',
    name,
  ]);
  binaryen('wasm-opt', [
    join(work(name), `bindgen/${name}_bg.wasm`),
    '-o',
    join(work(name), `${name}.wasm`),
    optimise,
    '--strip-debug',
    '--strip-producers',
    '--strip-target-features',
  ]);
}

/**
 * @param {string} out
 * @param {Server} server
 */
async function entries(out, { name, inject, declarations }) {
  const esbuild = createRequire(import.meta.url)('esbuild');
  /**
   * @param {string} entry
   * @param {string} file
   * @param {import('esbuild').BuildOptions} options
   */
  const bundle = (entry, file, options) =>
    esbuild.build({
      entryPoints: [join(root, 'js/server', entry)],
      outfile: join(out, file),
      bundle: true,
      target: 'es2022',
      define: { VERSION: JSON.stringify(version) },
      legalComments: 'none',
      // For Node esbuild adds the names of CommonJS's exports where `import` finds them.
      platform: options.format === 'cjs' ? 'node' : 'neutral',
      logLevel: 'warning',
      tsconfigRaw: '{}', // as in build-entries.mjs
      ...options,
    });
  /**
   * @param {string} file
   * @param {string} engine
   * @param {import('esbuild').Format} format
   * @param {string} module
   */
  const server = (file, engine, format, module) =>
    bundle(`${name}.js`, file, {
      format,
      alias: {
        [`#${name}`]: join(root, `js/server/${name}/${engine}.js`),
        '#glue': join(work(name), `bindgen/${name}.js`),
        '#wasm': module,
      },
      external: [module],
      inject,
    });
  // The module's bytes stand once per runtime, in a file that all of its entries load. A `.cjs` is the one form
  // that `import` and `require` of Node 20, Deno, Bun and bundlers all take. Compressed, for the package's size; zlib comes
  // without `require`, which a bundle that is an ES module does not have.
  const wasm = readFileSync(join(work(name), `${name}.wasm`));
  writeFileSync(
    join(out, `${name}-module.cjs`),
    `'use strict';
const { brotliDecompressSync } = process.getBuiltinModule('node:zlib');
const BROTLI = '${brotliCompressSync(wasm).toString('base64')}';
/** The bytes of the WebAssembly module. */
module.exports = () => brotliDecompressSync(Buffer.from(BROTLI, 'base64'));
`,
  );
  await server(`${name}.js`, 'inlined', 'esm', `./${name}-module.cjs`);
  await server(`${name}.cjs`, 'inlined', 'cjs', `./${name}-module.cjs`);
  writeFileSync(join(out, `${name}.wasm`), wasm);
  await server(`${name}-workerd.js`, 'workerd', 'esm', `./${name}.wasm`);
  await bundle(`${name}/page.js`, `${name}-page.js`, { format: 'esm' });
  await bundle(`${name}/page.js`, `${name}-page.cjs`, { format: 'cjs' });
  const types = readFileSync(join(root, `js/server/${name}.d.ts`), 'utf8') + declarations();
  for (const end of ['ts', 'cts']) writeFileSync(join(out, `${name}.d.${end}`), types);
}

/** Writes both into the folder `out`. @param {string} out */
export async function buildServer(out) {
  for (const product of [API, RELAY]) {
    await unlessCurrent(work(product.name), hashOf(inputs(product)), () => compile(product));
    await entries(out, product);
  }
}
