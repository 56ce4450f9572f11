// The rows for bundlers: pages, workers and servers.

import { CHROMIUM, DEFAULTS, own } from './common.mjs';
import { html, IMPORTED, LINE, NAME, PAGE, SERVED, SERVER } from './programs.mjs';

const PAGE_FILES = { 'index.html': html('/main.js'), 'main.js': PAGE };
const WORKER_FILES = {
  'index.html': html('/main.js'),
  'main.js': `const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => { document.title = data; };
`,
  'worker.js': `${IMPORTED}line.then((text) => postMessage(text));\n`,
};
/** webpack's convention, which Rspack shares. */
const SRC_FILES = { 'dist/index.html': html('main.js', 'text/javascript'), 'src/index.js': PAGE };

/** @type {import('./tools.mjs').Row[]} */
export const BUNDLERS = [
  ...['7.3.8', '8.3.8'].map((version) => ({
    name: `vite-${version[0]}`,
    tool: 'Vite',
    tools: { vite: version },
    files: PAGE_FILES,
    build: 'vite build',
    output: 'dist',
    only: true,
    execute: CHROMIUM,
    notes: DEFAULTS,
  })),
  {
    name: 'vite-7-worker',
    tool: 'Vite, in a web worker',
    tools: { vite: '7.3.8' },
    files: { ...WORKER_FILES, 'vite.config.js': "export default { worker: { format: 'es' } };\n" },
    build: 'vite build',
    output: 'dist',
    execute: { in: 'Chromium', title: LINE },
    notes: "`worker.format: 'es'`; inert there, as on a server",
  },
  {
    name: 'vite-8-worker',
    tool: 'Vite, in a web worker',
    tools: { vite: '8.3.8' },
    files: WORKER_FILES,
    build: 'vite build',
    output: 'dist',
    execute: { in: 'Chromium', title: LINE },
    notes: `${DEFAULTS}; inert there, as on a server`,
  },
  {
    name: 'vite-8-wasm',
    tool: 'Vite, `retention-destinations/wasm`',
    tools: { vite: '8.3.8' },
    files: { ...PAGE_FILES, 'main.js': PAGE.replace(NAME, `${NAME}/wasm`) },
    build: 'vite build',
    output: 'dist',
    execute: CHROMIUM,
    notes: DEFAULTS,
  },
  {
    name: 'webpack-5',
    tool: 'webpack',
    tools: { webpack: '5.112.2', 'webpack-cli': '7.3.1' },
    files: SRC_FILES,
    build: 'webpack --mode production',
    output: 'dist',
    only: true,
    execute: CHROMIUM,
    notes: DEFAULTS,
  },
  {
    name: 'webpack-5-server',
    tool: 'webpack, for a server',
    tools: { webpack: '5.112.2', 'webpack-cli': '7.3.1' },
    files: { 'src/index.js': SERVER },
    build: 'webpack --mode production --target node20',
    execute: { in: 'Node', command: 'node dist/main.js', prints: SERVED },
    notes: '`api` and `relay`',
  },
  {
    name: 'webpack-5-wasm',
    tool: 'webpack, `retention-destinations/wasm`',
    tools: { webpack: '5.112.2', 'webpack-cli': '7.3.1' },
    files: { ...SRC_FILES, 'src/index.js': PAGE.replace(NAME, `${NAME}/wasm`) },
    build: 'webpack --mode production',
    output: 'dist',
    execute: CHROMIUM,
    notes: DEFAULTS,
  },
  {
    name: 'rspack-2',
    tool: 'Rspack',
    tools: { '@rspack/core': '2.3.3', '@rspack/cli': '2.2.8' },
    files: SRC_FILES,
    build: 'rspack build --mode production',
    output: 'dist',
    only: true,
    execute: CHROMIUM,
    notes: DEFAULTS,
  },
  {
    name: 'rollup-4',
    tool: 'Rollup',
    tools: { rollup: '4.68.8', '@rollup/plugin-node-resolve': '16.0.3' },
    files: { 'dist/index.html': html('main.js'), 'main.js': PAGE },
    build: 'rollup main.js -p node-resolve={browser:true} --dir dist',
    output: 'dist',
    only: true,
    execute: CHROMIUM,
    notes: '`@rollup/plugin-node-resolve`',
  },
  {
    name: 'rollup-4-server',
    tool: 'Rollup, for a server',
    tools: { rollup: '4.68.8', '@rollup/plugin-node-resolve': '16.0.3', '@rollup/plugin-commonjs': '29.0.3' },
    files: { 'main.js': SERVER },
    build: 'rollup main.js -p node-resolve -p commonjs -f es -o dist/main.mjs',
    execute: { in: 'Node', command: 'node dist/main.mjs', prints: SERVED },
    notes: '`api` and `relay`; `@rollup/plugin-node-resolve`, `@rollup/plugin-commonjs`',
  },
  {
    name: 'rollup-single-file',
    tool: 'Rollup, one classic script',
    tools: { rollup: '4.68.8', '@rollup/plugin-node-resolve': '16.0.3' },
    files: { 'dist/index.html': html('main.js', 'text/javascript'), 'main.js': PAGE },
    build: 'rollup main.js -p node-resolve={browser:true} --inlineDynamicImports -f iife -o dist/main.js',
    output: 'dist',
    holds: ['index.js', 'core.js', 'nowasm/engine.js', 'explanation.js'],
    only: true,
    execute: CHROMIUM,
    notes: '`inlineDynamicImports`; the encoding without WebAssembly is inside',
  },
  {
    name: 'parcel-2',
    tool: 'Parcel',
    tools: { parcel: '2.16.4' },
    files: { ...PAGE_FILES, 'index.html': html('main.js') },
    build: 'parcel build index.html --no-cache --no-source-maps',
    output: 'dist',
    only: true,
    execute: CHROMIUM,
    notes: DEFAULTS,
  },
  {
    name: 'parcel-2-classic',
    tool: 'Parcel, `retention-destinations/classic`',
    tools: { parcel: '2.16.4' },
    files: {
      'index.html': html('main.js'),
      'main.js': `import ProfitWell from '${NAME}/classic';

const integration = new ProfitWell({ publicApiToken: 't', siteType: 'web app' });
integration.initialize();
integration.identify({ userId: () => 'u', traits: () => ({ email: 'jane@example.com' }) });
`,
    },
    packageJson: { '@parcel/resolver-default': { packageExports: true } },
    build: 'parcel build index.html --no-cache --no-source-maps',
    output: 'dist',
    execute: CHROMIUM,
    notes: '`packageExports: true`',
  },
  {
    name: 'esbuild',
    tool: 'esbuild',
    version: own('esbuild'),
    files: { 'dist/index.html': html('main.js'), 'main.js': PAGE },
    build: 'esbuild main.js --bundle --minify --splitting --format=esm --outdir=dist --log-level=error',
    output: 'dist',
    only: true,
    execute: CHROMIUM,
    notes: '`--splitting`',
  },
  {
    name: 'esbuild-wasm',
    tool: 'esbuild, `retention-destinations/wasm`',
    version: own('esbuild'),
    files: {
      'dist/index.html': html('main.js'),
      'main.js': `import wasm from 'retention-destinations/dist/profitwell.wasm';
import { profitwell, setWasmUrl } from 'retention-destinations/wasm';

setWasmUrl(new URL(wasm, import.meta.url).href);
${PAGE.replace(/^import.*\n\n/, '')}`,
    },
    build:
      'esbuild main.js --bundle --minify --splitting --format=esm --outdir=dist --loader:.wasm=file --log-level=error',
    output: 'dist',
    execute: CHROMIUM,
    notes: '`--loader:.wasm=file` and `setWasmUrl`',
  },
];
