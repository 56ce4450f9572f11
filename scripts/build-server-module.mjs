// Builds the modules of what runs on servers, the API client and the relay.

import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryen, SMALL } from './binaryen.mjs';
import { hashOf, unlessCurrent } from './stamp.mjs';
import { root, run, sourcesIn, step, target, xtask } from './tools.mjs';

/**
 * @typedef {object} Server
 * @property {string} name
 * @property {string[]} names what its entries export
 * @property {string} what in words
 * @property {string} crate
 * @property {string[]} optimise what wasm-opt is told
 * @property {string[]} sources the folders that the module is made of
 * @property {string[]} inject files that export what the module's glue takes for globals
 * @property {() => string} declarations what is added to the types
 */

/** @type {Server} */
export const API = {
  name: 'api',
  names: ['ProfitWellApi', 'ProfitWellError'],
  what: 'the API client',
  crate: 'profitwell-api-js',
  optimise: SMALL,
  sources: ['crates/profitwell-api', 'crates/profitwell-api-js'],
  inject: ['fetch', 'error'].map((name) => join(root, `js/server/api/${name}.js`)),
  declarations: () => `\n${execFileSync(xtask(), ['api-types'], { cwd: root })}`,
};
/** @type {Server} */
export const RELAY = {
  name: 'relay',
  names: ['RelayError', 'createRelay', 'nodeListener'],
  what: 'the relay',
  crate: 'prosperstack-relay',
  optimise: ['-O3'],
  sources: ['crates/prosperstack-relay', 'src'],
  inject: [],
  declarations: () => '',
};

/** The folder of a module, with all that is made of it. @param {string} name */
export const work = (name) => join(root, 'target/js', name);

/** What a module is made of. @param {Server} server */
const inputs = ({ sources }) => [
  ...sources.flatMap(sourcesIn).filter((file) => /\.(rs|toml)$/.test(file)),
  ...['Cargo.toml', 'Cargo.lock', 'package-lock.json', 'scripts/build-server-module.mjs', 'scripts/binaryen.mjs'].map(
    (file) => join(root, file),
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
    ...optimise,
    '--strip-debug',
    '--strip-producers',
    '--strip-target-features',
  ]);
}

/** Makes the module and its glue; quick where nothing changed. @param {Server} server */
export const buildServerModule = (server) =>
  unlessCurrent(work(server.name), hashOf(inputs(server)), () => compile(server));
