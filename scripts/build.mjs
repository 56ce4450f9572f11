// Builds dist/ from src/ and js/: the module, its glue, and every entry of the package.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { encode } from '../js/decode.js';
import { binaryen } from './binaryen.mjs';
import { buildFlow } from './build-flow.mjs';
import { buildServer } from './build-server.mjs';
import { filesIn, newest, root, run, step, target, xtask } from './tools.mjs';

const DIST = join(root, 'dist');
// Built beside it and then put in its place, so that nobody reads half a package.
const OUT = join(root, 'target/dist');
const WORK = join(root, 'target/js');

const PROFITWELL = { work: WORK, plugins: [] };
export const PROSPERSTACK = {
  work: join(root, 'target/js-prosperstack'),
  plugins: [
    {
      name: 'prosperstack',
      setup({ onResolve }) {
        // The adapters in js/hosts/ serve both: here what they take from `../` comes from ProsperStack.
        onResolve({ filter: /^\.\.\/(core|cancellation)\.js$/ }, ({ importer, path }) =>
          dirname(importer) == join(root, 'js/hosts')
            ? { path: join(root, 'js/prosperstack', basename(path)), sideEffects: false }
            : undefined,
        );
      },
    },
  ],
};

/** What the page uses of the module; `memory` only tests look at. */
export const EXPORTS = ['check', 'flow', 'identify', 'load', 'reset', 'setConsent', 'memory'];
/** The same of ProsperStack's module. */
const PROSPERSTACK_EXPORTS = [
  ...['Answer', 'Check', 'Flow', 'Hide', 'Identify', 'Load', 'Observe', 'Reset', 'SetConsent', 'Wake'].map(
    (name) => `prosper${name}`,
  ),
  'memory',
];

/**
 * Compiles the page's module and makes glue.js, engine.js, engine-async.js and tables.js in a
 * folder. A test builds one with an export more.
 */
export function engine({ name = 'page-profitwell', work = WORK, exports = EXPORTS, tables = [] } = {}) {
  mkdirSync(work, { recursive: true });
  step('compiling the module');
  // 8 KiB of stack instead of 1 MiB: the memory is then one page instead of 17. The deepest
  // call needs a few hundred bytes; tests/size.test.mjs checks the page count.
  // One package at a time: a build of several would unify their features.
  run('cargo', [
    'rustc',
    '--lib',
    '--package',
    name,
    '--profile',
    'page',
    '--locked',
    '--target',
    'wasm32-unknown-unknown',
    '--',
    '-Clink-arg=-zstack-size=8192',
  ]);
  step('running wasm-bindgen (its first build takes a minute)');
  if (!process.env.XTASK) run('cargo', ['build', '--locked', '--package', 'xtask']);
  const raw = join(target(), `wasm32-unknown-unknown/page/${name.replaceAll('-', '_')}.wasm`);
  const copy = join(work, 'raw.wasm');
  copyFileSync(raw, copy);
  run(xtask(), [
    'bindgen',
    copy,
    '--target',
    'bundler',
    '--omit-default-module-path',
    '--remove-name-section',
    '--remove-producers-section',
    '--out-dir',
    join(work, 'bindgen'),
    '--out-name',
    'engine',
  ]);
  writeFileSync(join(work, 'tables.js'), execFileSync(xtask(), ['tables', ...tables]));

  step('shrinking it');
  const wasm = join(work, 'engine.wasm');
  // wasm-bindgen exports globals of its own that nobody reads.
  const graph = join(work, 'exports.json');
  writeFileSync(
    graph,
    JSON.stringify([
      { name: 'page', reaches: exports, root: true },
      ...exports.map((name) => ({ name, export: name })),
    ]),
  );
  binaryen('wasm-metadce', [join(work, 'bindgen/engine_bg.wasm'), '-f', graph, '-o', wasm]);
  // In this order: six bytes less on the wire than a plain `-Oz`, and under the 4 KiB that Chromium
  // before 115 compiles at once.
  const map = JSON.parse(
    binaryen('wasm-opt', [
      wasm,
      '-o',
      wasm,
      '--flatten',
      '--rereloop',
      '-Oz',
      '--flatten',
      '--rereloop',
      '-Os',
      '--code-folding',
      '--strip-debug',
      '--strip-producers',
      '--strip-target-features',
      '--minify-imports-and-exports-and-modules',
    ]),
  );
  writeFileSync(join(work, 'glue.js'), glue(map));

  const text = encode(readFileSync(wasm));
  const refused = 'fallback().then(({ instantiate }) => instantiate(imports))';
  writeFileSync(
    join(work, 'engine.js'),
    `import { imports } from './glue.js';
export * from './glue.js';
import { fallback } from '#fallback';
import { decode } from '../../js/decode.js';
const MODULE = ${JSON.stringify(text)};
export const engine = () => {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(decode(MODULE)), imports).exports;
  } catch {
    return ${refused};
  }
};
`,
  );
  writeFileSync(
    join(work, 'engine-async.js'),
    `import { imports } from './glue.js';
export * from './glue.js';
import { fallback } from '#fallback';
import { download } from '../../js/download.js';
export const engine = () => download(imports).then(({ instance }) => instance.exports, () => ${refused});
`,
  );
  writeFileSync(join(work, 'nowasm.js'), javascript(binaryen('wasm2js', [wasm, '-Oz', '-o', '-'])));
  writeFileSync(
    join(work, 'engine-nowasm.js'),
    `import { imports } from './glue.js';
export * from './glue.js';
import { instantiate } from '#nowasm';
export const engine = () => instantiate(imports);
`,
  );
}

/** The module as JavaScript: wasm2js instantiates it at once, and we when it is asked for. */
function javascript(source) {
  const text = source
    .replace(/^import .*;$/m, '')
    .replace(/^var retasmFunc[^]*/m, 'export const instantiate = asmFunc;\n');
  if (!text.endsWith('asmFunc;\n') || /^import /m.test(text))
    throw new Error('wasm2js wrote another form than expected');
  return text;
}

/**
 * What the module imports from page.js, and the names of its exports, by those that wasm-opt chose. Only
 * numbers cross.
 */
function glue({ imports, exports }) {
  const strange = imports.find(([from]) => !from.endsWith('page.js'));
  if (strange) throw new Error(`the module imports ${strange} and not only functions of numbers from page.js`);
  const files = new Map();
  for (const [from, name] of imports) {
    const file = from.slice(from.indexOf('/src/') + 1);
    files.set(file, [...(files.get(file) ?? []), name]);
  }
  return `${[...files].map(([file, names]) => `import { ${names.join(', ')} } from '../../${file}';`).join('\n')}
export const imports = { a: { ${imports.map(([, name, short]) => `${short}: ${name}`).join(', ')} } };
${exports
  .filter(([name]) => name != 'memory')
  .map(([name, short]) => `export const ${constant(name)} = '${short}';`)
  .join('\n')}
`;
}

/** `setConsent`, or `prosperSetConsent`, as `SET_CONSENT`. */
const constant = (name) =>
  name
    .replace(/^prosper/, '')
    .replace(/\B[A-Z]/g, '_$&')
    .toUpperCase();

/**
 * Bundles one entry. `form` is how it comes by the module: inlined, `-async` as a file of its
 * own, or `-nowasm` as JavaScript; as a script or as a module it finds its fallback.
 */
async function bundle(esbuild, entry, file, { form = '', product = PROFITWELL, ...options } = {}) {
  const { outputFiles } = await esbuild.build({
    ...(file ? { entryPoints: [join(root, 'js', entry)], outfile: join(OUT, file) } : { outdir: OUT }),
    bundle: true,
    write: false,
    minify: true,
    target: 'es2021',
    alias: {
      '#tables': join(product.work, 'tables.js'),
      '#engine': join(product.work, `engine${form}.js`),
      '#nowasm': join(product.work, 'nowasm.js'),
      '#fallback': join(root, `js/fallback/${options.format == 'iife' ? 'script' : 'module'}.js`),
    },
    external: ['./nowasm/engine.js'],
    plugins: product.plugins,
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await shrink(text, options.format == 'esm'));
  }
}

/** esbuild's output once more: this takes four per cent off what goes over the wire. */
async function shrink(text, module) {
  const { minify } = await import('terser');
  const { code } = await minify(text, {
    module,
    ecma: 2020,
    compress: { passes: 3, unsafe_arrows: true },
    format: { quote_style: 1 },
  });
  return code;
}

export async function build() {
  const inputs = newest([
    ...['src', 'crates', 'xtask', 'js', 'scripts'].flatMap(filesIn),
    ...['Cargo.toml', 'Cargo.lock', 'package.json', 'package-lock.json'].map((name) => join(root, name)),
  ]);
  const stamp = join(DIST, '.stamp');
  if (existsSync(stamp) && statSync(stamp).mtimeMs > inputs) return;
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  mkdirSync(WORK, { recursive: true });
  engine();
  step('bundling');
  const esbuild = createRequire(import.meta.url)('esbuild');
  // As modules, the hosts' entries share one core.js; a site downloads what it imports.
  const hosts = {
    index: 'index.js',
    classic: 'hosts/classic.js',
    rudderstack: 'hosts/rudderstack.js',
    analytics: 'hosts/analytics.js',
  };
  for (const form of ['', '-nowasm']) {
    await bundle(esbuild, null, null, {
      form,
      entryPoints: Object.fromEntries(Object.entries(hosts).map(([name, file]) => [name, join(root, 'js', file)])),
      format: 'esm',
      splitting: true,
      chunkNames: 'core',
      outdir: join(OUT, form.slice(1)),
    });
  }
  await bundle(esbuild, null, null, {
    entryPoints: { engine: join(WORK, 'nowasm.js') },
    format: 'esm',
    outdir: join(OUT, 'nowasm'),
  });
  for (const [name, file] of Object.entries(hosts)) await bundle(esbuild, file, `${name}.cjs`, { format: 'cjs' });
  await bundle(esbuild, 'wasm.js', 'wasm.js', { format: 'esm', form: '-async' });
  await bundle(esbuild, 'wasm.js', 'wasm-node.js', { format: 'esm' });
  copyFileSync(join(WORK, 'engine.wasm'), join(OUT, 'profitwell.wasm'));
  await bundle(esbuild, 'debug.js', 'debug.js', { format: 'esm' });
  await bundle(esbuild, 'debug.js', 'debug.cjs', { format: 'cjs' });
  await bundle(esbuild, 'hosts/jitsu.js', 'jitsu.js', { format: 'iife' });
  await bundle(esbuild, 'script-tag.wasm.js', 'profitwell.min.js', { format: 'iife' });
  await bundle(esbuild, 'script-tag.nowasm.js', 'profitwell.nowasm.js', { format: 'iife', form: '-nowasm' });
  for (const name of [...Object.keys(hosts), 'debug', 'wasm']) {
    const types = readFileSync(join(root, `js/${name}.d.ts`), 'utf8');
    writeFileSync(join(OUT, `${name}.d.ts`), types);
    if (hosts[name]) writeFileSync(join(OUT, `nowasm/${name}.d.ts`), types);
    if (name != 'wasm') writeFileSync(join(OUT, `${name}.d.cts`), types.replaceAll("'./index.js'", "'./index.cjs'"));
  }
  await prosperstack(esbuild, Object.keys(hosts));
  await buildServer(OUT);
  await buildFlow(OUT);
  const hash = createHash('sha256')
    .update(readFileSync(join(OUT, 'profitwell.min.js')))
    .digest('base64');
  step(`profitwell.min.js in the HTML itself: script-src 'sha256-${hash}'`);
  writeFileSync(join(OUT, '.stamp'), '');
  rmSync(DIST, { recursive: true, force: true });
  renameSync(OUT, DIST);
}

/** ProsperStack's entries, in a folder of their own; its scripts beside those of ProfitWell. */
async function prosperstack(esbuild, hosts) {
  const product = PROSPERSTACK;
  engine({ name: 'page-prosperstack', work: product.work, exports: PROSPERSTACK_EXPORTS, tables: ['prosperstack'] });
  step('bundling');
  const folder = join(OUT, 'prosperstack');
  const from = (file) => join(root, 'js/prosperstack', file);
  for (const form of ['', '-nowasm']) {
    await bundle(esbuild, null, null, {
      product,
      form,
      entryPoints: Object.fromEntries(hosts.map((name) => [name, from(`${name}.js`)])),
      format: 'esm',
      splitting: true,
      chunkNames: 'core',
      outdir: join(folder, form.slice(1)),
    });
  }
  await bundle(esbuild, null, null, {
    product,
    entryPoints: { engine: join(product.work, 'nowasm.js') },
    format: 'esm',
    outdir: join(folder, 'nowasm'),
  });
  for (const name of [...hosts, 'debug']) {
    await bundle(esbuild, `prosperstack/${name}.js`, `prosperstack/${name}.cjs`, { product, format: 'cjs' });
    const types = readFileSync(from(`${name}.d.ts`), 'utf8');
    writeFileSync(join(folder, `${name}.d.ts`), types);
    writeFileSync(join(folder, `${name}.d.cts`), types.replaceAll("'./index.js'", "'./index.cjs'"));
    if (name != 'debug') writeFileSync(join(folder, `nowasm/${name}.d.ts`), types);
  }
  await bundle(esbuild, 'prosperstack/debug.js', 'prosperstack/debug.js', { product, format: 'esm' });
  await bundle(esbuild, 'prosperstack/jitsu.js', 'prosperstack-jitsu.js', { product, format: 'iife' });
  await bundle(esbuild, 'prosperstack/script-tag.wasm.js', 'prosperstack.min.js', { product, format: 'iife' });
  await bundle(esbuild, 'prosperstack/script-tag.nowasm.js', 'prosperstack.nowasm.js', {
    product,
    format: 'iife',
    form: '-nowasm',
  });
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--setup')) await (await import('./setup.mjs')).setup();
  await build();
}
