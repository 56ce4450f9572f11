// Builds dist/ from src/ and js/: the module, its glue, and every entry of the package.

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildApi } from './build-api.mjs';
import { filesIn, newest, root, run, step } from './tools.mjs';

const DIST = join(root, 'dist');
// Built beside it and then put in its place, so that nobody reads half a package.
const OUT = join(root, 'target/dist');
const WORK = join(root, 'target/js');

/** What the page uses of the module; `memory` only tests look at. */
const EXPORTS = ['check', 'identify', 'load', 'reset', 'setConsent', 'memory'];
const WASM_FEATURES = ['bulk-memory', 'sign-ext', 'mutable-globals', 'nontrapping-float-to-int'];

/** Compiles the page's module and makes glue.js, engine.js, engine-async.js and tables.js. */
function engine() {
  step('compiling the module');
  // 8 KiB of stack instead of 1 MiB: the memory is then one page instead of 17. The deepest
  // call needs a few hundred bytes; tests/size.test.mjs checks the page count.
  run('cargo', ['rustc', '--lib', '--crate-type', 'cdylib', '--profile', 'page', '--locked',
    '--target', 'wasm32-unknown-unknown', '--no-default-features', '--features', 'profitwell,page',
    '--', '-Clink-arg=-zstack-size=8192']);
  step('running wasm-bindgen (its first build takes a minute or two)');
  run('cargo', ['build', '--release', '--locked', '--features', 'xtask', '--bin', 'xtask']);
  const xtask = join(root, 'target/release/xtask');
  const raw = join(root, 'target/wasm32-unknown-unknown/page/retention_destinations.wasm');
  const copy = join(WORK, 'raw.wasm');
  copyFileSync(raw, copy);
  run(xtask, ['bindgen', copy, '--target', 'bundler', '--omit-default-module-path',
    '--remove-name-section', '--remove-producers-section',
    '--out-dir', join(WORK, 'bindgen'), '--out-name', 'engine']);
  writeFileSync(join(WORK, 'tables.js'), execFileSync(xtask, ['tables']));

  step('shrinking it');
  const wasm = join(WORK, 'engine.wasm');
  const binaryen = (tool, args) => execFileSync(process.execPath, [join(root, 'node_modules/binaryen/bin', tool), ...args,
    ...WASM_FEATURES.map((name) => `--enable-${name}`)], { encoding: 'utf8' });
  // wasm-bindgen exports globals of its own that nobody reads.
  const graph = join(WORK, 'exports.json');
  writeFileSync(graph, JSON.stringify([
    { name: 'page', reaches: EXPORTS, root: true },
    ...EXPORTS.map((name) => ({ name, export: name })),
  ]));
  binaryen('wasm-metadce', [join(WORK, 'bindgen/engine_bg.wasm'), '-f', graph, '-o', wasm]);
  const map = JSON.parse(binaryen('wasm-opt', [wasm, '-o', wasm, '-Oz', '--reorder-functions', '--reorder-locals',
    '--strip-debug', '--strip-producers', '--strip-target-features', '--minify-imports-and-exports-and-modules']));
  writeFileSync(join(WORK, 'glue.js'), glue(readFileSync(join(WORK, 'bindgen/engine_bg.js'), 'utf8'), map));

  // Hex compresses better than base64 and decodes faster. `fromHex` is missing in browsers
  // before 2025.
  writeFileSync(join(WORK, 'engine.js'), `import { connect, imports } from './glue.js';
const HEX = '${readFileSync(wasm).toString('hex')}';
export const engine = () => connect(new WebAssembly.Instance(new WebAssembly.Module(
  Uint8Array.fromHex ? Uint8Array.fromHex(HEX) : Uint8Array.from(HEX.match(/../g), (byte) => parseInt(byte, 16)),
), imports));
`);
  writeFileSync(join(WORK, 'engine-async.js'), `import { connect, imports } from './glue.js';
import { download } from '../../js/download.js';
export const engine = () => download(imports).then(({ instance }) => connect(instance));
`);
}

/**
 * wasm-bindgen's glue with the names that wasm-opt chose, bound to our one copy of page.js:
 * wasm-bindgen's own copy of it would hold its state a second time.
 */
function glue(source, { imports, exports }) {
  let text = source.replace(/from '[^']*page\.js'/, "from '../../src/browser/page.js'");
  if (text === source) throw new Error('the glue does not import page.js as expected');
  const direct = imports.filter(([from]) => from.endsWith('page.js')).map(([, name]) => name);
  if (direct.length) text = `import { ${direct.join(', ')} } from '../../src/browser/page.js';\n${text}`;
  const offered = [];
  for (const [name, short] of exports) {
    if (text.includes(`export function ${name}(`)) offered.push(name);
    text = text.replaceAll(`wasm.${name}(`, `wasm.${short}(`);
  }
  return `${text}
export const imports = { a: { ${imports.map(([, name, short]) => `${short}: ${name}`).join(', ')} } };
export const connect = (instance) => {
  wasm = instance.exports;
  return { ${offered.join(', ')} };
};
`;
}

/** Bundles one entry. `async` takes the separate .wasm instead of the inlined one. */
async function bundle(esbuild, entry, file, { async = false, ...options } = {}) {
  await esbuild.build({
    ...(file ? { entryPoints: [join(root, 'js', entry)], outfile: join(OUT, file) } : { outdir: OUT }),
    bundle: true,
    minify: true,
    target: 'es2021',
    alias: {
      '#tables': join(WORK, 'tables.js'),
      '#engine': join(WORK, async ? 'engine-async.js' : 'engine.js'),
    },
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  });
}

export async function build() {
  const inputs = newest([...filesIn('src'), ...filesIn('js'), ...filesIn('scripts'),
    ...['Cargo.toml', 'Cargo.lock', 'package.json', 'package-lock.json'].map((name) => join(root, name))]);
  const stamp = join(DIST, '.stamp');
  if (existsSync(stamp) && statSync(stamp).mtimeMs > inputs) return;
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  mkdirSync(WORK, { recursive: true });
  engine();
  step('bundling');
  const esbuild = createRequire(import.meta.url)('esbuild');
  // As modules, the hosts' entries share one core.js; a site downloads what it imports.
  const hosts = { index: 'index.js', classic: 'hosts/classic.js', rudderstack: 'hosts/rudderstack.js', analytics: 'hosts/analytics.js' };
  await bundle(esbuild, null, null, {
    entryPoints: Object.fromEntries(Object.entries(hosts).map(([name, file]) => [name, join(root, 'js', file)])),
    format: 'esm', splitting: true, chunkNames: 'core',
  });
  for (const [name, file] of Object.entries(hosts)) await bundle(esbuild, file, `${name}.cjs`, { format: 'cjs' });
  await bundle(esbuild, 'wasm.js', 'wasm.js', { format: 'esm', async: true });
  await bundle(esbuild, 'wasm.js', 'wasm-node.js', { format: 'esm' });
  copyFileSync(join(WORK, 'engine.wasm'), join(OUT, 'profitwell.wasm'));
  await bundle(esbuild, 'debug.js', 'debug.js', { format: 'esm' });
  await bundle(esbuild, 'debug.js', 'debug.cjs', { format: 'cjs' });
  await bundle(esbuild, 'hosts/jitsu.js', 'jitsu.js', { format: 'iife' });
  await bundle(esbuild, 'script-tag.js', 'profitwell.min.js', { format: 'iife' });
  for (const name of [...Object.keys(hosts), 'debug', 'wasm']) {
    const types = readFileSync(join(root, `js/${name}.d.ts`), 'utf8');
    writeFileSync(join(OUT, `${name}.d.ts`), types);
    if (name != 'wasm') writeFileSync(join(OUT, `${name}.d.cts`), types.replaceAll("'./index.js'", "'./index.cjs'"));
  }
  await buildApi(OUT);
  writeFileSync(join(OUT, '.stamp'), '');
  rmSync(DIST, { recursive: true, force: true });
  renameSync(OUT, DIST);
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--setup')) await (await import('./setup.mjs')).setup();
  await build();
}
