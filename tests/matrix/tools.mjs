// The matrix, told once: which tools, in which versions, on which files, and how what they build is executed. The
// bundlers and the examples are files of their own.
// `npm run test:matrix` runs all of it, `npm test` what needs nothing but the repository's own devDependencies.

import { join } from 'node:path';
import { root } from '../../scripts/tools.mjs';
import { BUNDLERS } from './bundlers.mjs';
import { CHROMIUM, DEFAULTS, own } from './common.mjs';
import { EXAMPLES } from './examples.mjs';
import { expectations, expectationsOnAServer, IMPORTED, LINE, PAGE, PRINT, REQUIRED, TYPES } from './programs.mjs';

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
