// Builds ProsperStack's part of dist/ for servers: the relay's module, and its entries.

import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { filesIn, newest, root, run, step, xtask } from './tools.mjs';

const WORK = join(root, 'target/js/relay');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Compiles the module and makes relay.wasm and its glue; needs xtask, which the build has made. */
function module() {
  const stamp = join(WORK, '.stamp');
  const inputs = [...['src/prosperstack', 'src/server'].flatMap(filesIn),
    ...['Cargo.toml', 'Cargo.lock', 'src/lib.rs', 'src/identify.rs', 'scripts/build-relay.mjs'].map((name) => join(root, name))];
  if (existsSync(stamp) && statSync(stamp).mtimeMs > newest(inputs)) return;
  mkdirSync(WORK, { recursive: true });
  step('compiling the relay');
  // Panics name the file they happened in: not by its place on this machine.
  const home = process.env.CARGO_HOME ?? join(process.env.HOME ?? '', '.cargo');
  // These flags take the place of those in .cargo/config.toml.
  const flags = ['-Ctarget-feature=-reference-types,-multivalue', `--remap-path-prefix=${home}=`, `--remap-path-prefix=${root}=`];
  run('cargo', ['rustc', '--lib', '--crate-type', 'cdylib', '--profile', 'page', '--locked',
    '--target', 'wasm32-unknown-unknown', '--no-default-features', '--features', 'relay', '--target-dir', join(root, 'target/relay')],
  { env: { ...process.env, CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') } });
  const raw = join(WORK, 'raw.wasm');
  copyFileSync(join(root, 'target/relay/wasm32-unknown-unknown/page/retention_destinations.wasm'), raw);
  run(xtask(), ['bindgen', raw, '--target', 'web', '--omit-default-module-path', '--no-typescript',
    '--remove-name-section', '--remove-producers-section', '--out-dir', join(WORK, 'bindgen'), '--out-name', 'relay']);
  run(process.execPath, [join(root, 'node_modules/binaryen/bin/wasm-opt'), join(WORK, 'bindgen/relay_bg.wasm'), '-o', join(WORK, 'relay.wasm'),
    '-O3', '--strip-debug', '--strip-producers', '--strip-target-features',
    ...['bulk-memory', 'sign-ext', 'mutable-globals', 'nontrapping-float-to-int'].map((name) => `--enable-${name}`)]);
  writeFileSync(stamp, '');
}

/** Writes the relay into the folder `out`. */
export async function buildRelay(out) {
  module();
  const esbuild = createRequire(import.meta.url)('esbuild');
  const bundle = (entry, file, options) => esbuild.build({
    entryPoints: [join(root, 'js', entry)],
    outfile: join(out, file),
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    target: 'es2022',
    define: { VERSION: JSON.stringify(version) },
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  });
  const server = (file, engine, options) => bundle('relay.js', file, {
    platform: 'neutral',
    alias: { '#relay': join(root, `js/relay/${engine}.js`), '#glue': join(WORK, 'bindgen/relay.js'), '#wasm': join(WORK, 'relay.wasm') },
    ...options,
  });
  await server('relay.js', 'inlined', { format: 'esm', loader: { '.wasm': 'binary' } });
  await server('relay.cjs', 'inlined', { format: 'cjs', loader: { '.wasm': 'binary' } });
  await server('relay-workerd.js', 'workerd', { format: 'esm', external: ['./relay.wasm'] });
  await bundle('relay/page.js', 'relay-page.js', { format: 'esm' });
  await bundle('relay/page.js', 'relay-page.cjs', { format: 'cjs' });
  copyFileSync(join(WORK, 'relay.wasm'), join(out, 'relay.wasm'));
  const types = readFileSync(join(root, 'js/relay.d.ts'));
  for (const name of ['relay.d.ts', 'relay.d.cts']) writeFileSync(join(out, name), types);
}
