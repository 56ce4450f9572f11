// Builds the API client's part of dist/: its module, and the entries for servers and for pages.

import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { filesIn, newest, root, run, step, xtask } from './tools.mjs';

const WORK = join(root, 'target/js/api');

/** Compiles the module and makes api.wasm and its glue; needs xtask, which the build has made. */
function module() {
  const stamp = join(WORK, '.stamp');
  const inputs = [...['src/api', 'src/worker'].flatMap(filesIn), ...['Cargo.toml', 'Cargo.lock', 'src/lib.rs', 'scripts/build-api.mjs'].map((name) => join(root, name))];
  if (existsSync(stamp) && statSync(stamp).mtimeMs > newest(inputs)) return;
  mkdirSync(WORK, { recursive: true });
  step('compiling the API client');
  // Panics name the file they happened in: not by its place on this machine.
  const home = process.env.CARGO_HOME ?? join(process.env.HOME ?? '', '.cargo');
  // These flags take the place of those in .cargo/config.toml.
  const flags = ['-Ctarget-feature=-reference-types,-multivalue', `--remap-path-prefix=${home}=`, `--remap-path-prefix=${root}=`];
  run('cargo', ['rustc', '--lib', '--crate-type', 'cdylib', '--profile', 'api', '--locked',
    '--target', 'wasm32-unknown-unknown', '--no-default-features', '--features', 'api', '--target-dir', join(root, 'target/api')],
  { env: { ...process.env, CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') } });
  const raw = join(WORK, 'raw.wasm');
  copyFileSync(join(root, 'target/api/wasm32-unknown-unknown/api/retention_destinations.wasm'), raw);
  run(xtask(), ['bindgen', raw, '--target', 'web', '--omit-default-module-path', '--no-typescript',
    '--remove-name-section', '--remove-producers-section', '--out-dir', join(WORK, 'bindgen'), '--out-name', 'api']);
  run(process.execPath, [join(root, 'node_modules/binaryen/bin/wasm-opt'), join(WORK, 'bindgen/api_bg.wasm'), '-o', join(WORK, 'api.wasm'),
    '-Oz', '--one-caller-inline-max-function-size=0', '--strip-debug', '--strip-producers', '--strip-target-features',
    ...['bulk-memory', 'sign-ext', 'mutable-globals', 'nontrapping-float-to-int'].map((name) => `--enable-${name}`)]);
  writeFileSync(stamp, '');
}

/** Writes the API client into the folder `out`. */
export async function buildApi(out) {
  module();
  const esbuild = createRequire(import.meta.url)('esbuild');
  const bundle = (entry, file, options) => esbuild.build({
    entryPoints: [join(root, 'js', entry)],
    outfile: join(out, file),
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  });
  const server = (file, engine, options) => bundle('api.js', file, {
    platform: 'neutral',
    alias: { '#api': join(root, `js/api/${engine}.js`), '#glue': join(WORK, 'bindgen/api.js'), '#wasm': join(WORK, 'api.wasm') },
    inject: [join(root, 'js/api/fetch.js')],
    ...options,
  });
  await server('api.js', 'inlined', { format: 'esm', loader: { '.wasm': 'binary' } });
  await server('api.cjs', 'inlined', { format: 'cjs', loader: { '.wasm': 'binary' } });
  await server('api-workerd.js', 'workerd', { format: 'esm', external: ['./api.wasm'] });
  await bundle('api/page.js', 'api-page.js', { format: 'esm' });
  await bundle('api/page.js', 'api-page.cjs', { format: 'cjs' });
  copyFileSync(join(WORK, 'api.wasm'), join(out, 'api.wasm'));
  const types = readFileSync(join(root, 'js/api.d.ts'));
  for (const name of ['api.d.ts', 'api.d.cts']) writeFileSync(join(out, name), types);
}
