// The matrix, told once: which tools, in which versions, on which files, and how what they build is executed.
// `npm run test:matrix` runs all of it, `npm test` what needs nothing but the repository's own devDependencies.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/tools.mjs';
import { EXAMPLES } from './examples.mjs';
import {
  CALLS,
  expectations,
  expectationsOnAServer,
  html,
  IMPORTED,
  LINE,
  NAME,
  PAGE,
  PRINT,
  REQUIRED,
  SERVED,
  SERVER,
  TYPES,
} from './programs.mjs';

/** What a tool's own dependencies are resolved at: the newest of this day. */
export const RESOLVED_AT = '2026-11-26';

/**
 * @typedef {object} Row
 * @property {string} name what the command line calls it
 * @property {string} tool what docs/matrix.md calls it
 * @property {Record<string, string>} [tools] what is installed for it, the tool first, in exact versions; none: what is in
 *   the repository's node_modules
 * @property {string} [version] of a tool that the repository has
 * @property {string} [example] the folder in examples/ that is built; its package.json names the tools
 * @property {string} [first] which of them the row is about
 * @property {string[]} [omit] kinds of dependencies that are not installed
 * @property {Record<string, string | object>} [files] by path; an object is JSON
 * @property {object} [packageJson] more of its package.json
 * @property {string} [build] the command that builds
 * @property {string} [output] the folder that it builds into
 * @property {string[]} [folders] where the JavaScript for the page is, where that is not all of `output`
 * @property {string[]} [holds] the files of dist/ that come into the page, where those are not index.js, core.js and explanation.js
 * @property {boolean} [only] whether the page imports ProfitWell's destination alone: no byte of anything else may come with it
 * @property {Execution} execute
 * @property {string} [notes]
 *
 * @typedef {object} Execution
 * @property {string} in where
 * @property {string} [server] the command that serves the page; without one the folder is served
 * @property {any[]} [calls] what ProfitWell is told
 * @property {(page: import('playwright-core').Page) => Promise<unknown>} [act] what a visitor does
 * @property {Record<string, string>} [answers] what other addresses answer
 * @property {string} [title] the title that the page has in the end, in place of `calls`
 * @property {string} [command] a command that passes, where it is no page
 * @property {string} [prints] what it prints
 * @property {(folder: string) => Promise<void>} [run] runs it in a way of its own
 */

const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** @param {string} name */
const own = (name) => packageJson.devDependencies[name].replace(/^npm:.*@/, '');

const CHROMIUM = { in: 'Chromium', calls: CALLS };
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
const DEFAULTS = 'no configuration';

/** @type {Row[]} */
const BUNDLERS = [
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

/** @type {Row[]} */
const FRAMEWORKS = [
  {
    name: 'astro-5',
    tool: 'Astro',
    tools: { astro: '5.18.2' },
    files: {
      'src/pages/index.astro': `---
import { profitwell } from 'retention-destinations';
const { name } = profitwell({ publicApiToken: 't' });
---
<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{name}</title><body><script>
${PAGE}</script></body></html>
`,
    },
    build: 'astro build',
    output: 'dist',
    only: true,
    execute: CHROMIUM,
    notes: `${DEFAULTS}; imported on the server as well`,
  },
  {
    name: 'angular-20',
    tool: 'Angular CLI',
    tools: {
      '@angular/cli': '20.3.43',
      '@angular/build': '20.3.41',
      '@angular/common': '20.3.35',
      '@angular/compiler': '20.3.35',
      '@angular/compiler-cli': '20.3.35',
      '@angular/core': '20.3.35',
      '@angular/platform-browser': '20.3.35',
      rxjs: '7.8.2',
      tslib: '2.8.1',
      typescript: '5.9.3',
    },
    files: {
      'angular.json': {
        version: 1,
        projects: {
          shop: {
            projectType: 'application',
            root: '',
            sourceRoot: 'src',
            architect: {
              build: {
                builder: '@angular/build:application',
                options: {
                  browser: 'src/main.ts',
                  index: 'src/index.html',
                  tsConfig: 'tsconfig.json',
                  outputPath: { base: 'dist', browser: '' },
                },
              },
            },
          },
        },
      },
      'tsconfig.json': {
        compilerOptions: { strict: true, target: 'ES2022', module: 'preserve', skipLibCheck: false, noEmit: false },
        files: ['src/main.ts'],
      },
      'src/index.html': `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Shop</title><base href="/"><app-root></app-root></html>\n`,
      'src/main.ts': `import { Component, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';

@Component({ selector: 'app-root', template: 'Shop' })
class App {
  constructor() {
    import('./analytics');
  }
}
bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });
`,
      'src/analytics.ts': `import { profitwell } from 'retention-destinations';

const plugin = profitwell({ publicApiToken: 't', siteType: 'web app' });
const context: any = { event: { userId: 'u', traits: { email: 'jane@example.com' } } };
plugin.load(context, {} as any).then(() => plugin.identify(context));
`,
    },
    build: 'ng build',
    output: 'dist',
    only: true,
    execute: CHROMIUM,
    notes: 'esbuild inside; in a lazily loaded file',
  },
];

const REQUIRE = "const { profitwell } = require('retention-destinations');\n";
const IMPORT = "import { expect, test } from 'vitest';\nimport { profitwell } from 'retention-destinations';\n";

/** @type {Row[]} */
const TEST_RUNNERS = [
  {
    name: 'jest-30',
    tool: 'Jest',
    tools: { jest: '30.5.2', 'jest-environment-jsdom': '30.5.2' },
    files: {
      'page.test.js': `/** @jest-environment jsdom */\n${expectations(REQUIRE)}`,
      'server.test.js': expectationsOnAServer(REQUIRE),
    },
    execute: { in: 'jsdom, Node', command: 'jest' },
    notes: 'CommonJS',
  },
  {
    name: 'vitest-4',
    tool: 'Vitest',
    tools: { vitest: '4.1.12', jsdom: '26.1.0', 'happy-dom': '21.0.4' },
    files: { 'page.test.js': expectations(IMPORT), 'server.test.js': expectationsOnAServer(IMPORT) },
    execute: {
      in: 'jsdom, happy-dom, Node',
      command:
        'vitest run page --environment jsdom && vitest run page --environment happy-dom && vitest run server --environment node',
    },
    notes: DEFAULTS,
  },
];

/** @type {(place: string, command: string) => Execution} */
const prints = (place, command) => ({ in: place, command, prints: LINE });

/** @type {Row[]} */
const RUNTIMES = [
  {
    name: 'node-import',
    tool: 'Node, `import`',
    version: process.versions.node,
    files: { 'main.mjs': IMPORTED + PRINT },
    execute: prints('Node', 'node main.mjs'),
  },
  {
    name: 'node-require',
    tool: 'Node, `require`',
    version: process.versions.node,
    files: { 'main.cjs': REQUIRED + PRINT },
    execute: prints('Node', 'node main.cjs'),
  },
  {
    name: 'bun',
    tool: 'Bun',
    version: own('bun'),
    files: { 'main.mjs': IMPORTED + PRINT, 'main.cjs': REQUIRED + PRINT },
    execute: { ...prints('Bun', 'bun run main.mjs && bun run main.cjs'), prints: `${LINE}\n${LINE}` },
    notes: '`import` and `require`',
  },
  {
    name: 'deno',
    tool: 'Deno',
    version: own('deno'),
    files: { 'main.mjs': IMPORTED + PRINT },
    execute: prints('Deno', 'deno run --quiet --no-prompt --node-modules-dir=manual main.mjs'),
    notes: 'no permission needed',
  },
  {
    name: 'import-map',
    tool: 'an import map',
    version: '',
    files: {
      'index.html': `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Shop</title>
<script type="importmap">{"imports":{"retention-destinations":"/node_modules/retention-destinations/dist/index.js"}}</script>
<script type="module">
${PAGE}</script></html>
`,
    },
    output: '.',
    folders: ['node_modules/retention-destinations/dist/index.js', 'node_modules/retention-destinations/dist/core.js'],
    only: true,
    execute: CHROMIUM,
    notes: 'no bundler',
  },
];

/** @type {Row[]} */
const TYPESCRIPT = [
  ['5', 'typescript5', 'node10', 'commonjs'],
  ['5', 'typescript5', 'node16', 'node16'],
  ['5', 'typescript5', 'bundler', 'esnext'],
  ['7', 'typescript', 'node16', 'node16'],
  ['7', 'typescript', 'bundler', 'esnext'],
].map(([major, folder, resolution, format]) => ({
  name: `typescript-${major}-${resolution}`,
  tool: `TypeScript, \`${resolution}\``,
  version: own(folder),
  files: { 'uses.ts': TYPES },
  execute: {
    in: 'every entry type-checked',
    command: `node "${join(root, 'node_modules', folder, 'bin/tsc')}" --noEmit --strict --skipLibCheck false --target es2022 --module ${format} --moduleResolution ${resolution} uses.ts`,
  },
  notes: '`skipLibCheck: false`',
}));

/** @type {Row[]} */
export const ROWS = [...BUNDLERS, ...FRAMEWORKS, ...TEST_RUNNERS, ...RUNTIMES, ...TYPESCRIPT, ...EXAMPLES];

/** Whether a row needs nothing but the repository's own devDependencies. @param {Row} row */
export const isBounded = (row) => !row.tools && !EXAMPLES.includes(row);

/** What is not run, and why. */
export const NOT_RUN = [
  ['Astro 7', 'needs Node 22.12'],
  ['Angular CLI 22', 'needs Node 22.22'],
  ['Vitest 5', 'needs Node 22.12'],
  ['jsdom 31', 'needs Node 22.22'],
  ['wrangler 4', 'needs Node 22.12; the runtime that it starts, workerd, is run'],
  ['TypeScript 7, `node10`', 'the resolution is gone from TypeScript 7'],
];
