// README and docs/: their size, names, links, and every block of code by its language. What needs a page is in
// e2e/documents.test.mjs; Rust's blocks are documentation tests of profitwell-api.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { ENTRIES, importPaths } from '../scripts/entries.mjs';
import { filesIn, program, root } from '../scripts/tools.mjs';
import * as profitwell from '../src/page/profitwell/border.js';
import { BLOCKS, blocksOf, PAGES, prose, read } from './support/documents.mjs';

const packageJson = JSON.parse(read('package.json'));

test('README can be read in five minutes', () => {
  assert.ok(read('README.md').split('\n').length <= 151, 'at most 150 lines');
  const words = prose('README.md').split(/\s+/).filter(Boolean).length;
  assert.ok(words <= 750, `${words} words outside code`);
});

const TOPICS = `install-tag segment classic rudderstack analytics-library jitsu settings identity consent cancellation csp
  troubleshooting prosperstack relay rest-api rust command-line testing engines matrix robustness cost migrate`;

test('docs/ has a page for each topic, and the index names every page once', () => {
  const pages = PAGES.flatMap((page) => page.match(/^docs\/([\w-]+)\.md$/)?.[1] ?? []).filter(
    (name) => name !== 'README',
  );
  for (const name of TOPICS.trim().split(/\s+/)) assert.ok(pages.includes(name), name);
  const linked = [...read('docs/README.md').matchAll(/^\| \[.*?\]\(([\w-]+)\.md\)/gm)].map(([, name]) => name);
  assert.deepEqual(linked.sort(), pages.sort());
});

test('docs/engines.md names every entry', () => {
  const named = [...read('docs/engines.md').matchAll(/`(?:retention-destinations|…)((?:\/\w+)*)`/g)];
  const paths = ENTRIES.flatMap(importPaths);
  /** ProsperStack has the same entries, which are not named again. @param {string} path */
  const isRepeated = (path) => path.startsWith('./prosperstack/') && paths.includes(path.replace('/prosperstack', ''));
  for (const path of paths.filter((path) => !isRepeated(path)))
    assert.ok(
      named.some(([, name]) => path === `.${name}`),
      path,
    );
});

// Those that tests or benches write, the playground's with its table, and README with its status begin otherwise.
const WRITTEN = [
  'docs/README.md',
  'docs/matrix.md',
  'docs/robustness.md',
  'docs/cost.md',
  'docs/playground.md',
  'README.md',
];

test('every page begins with the shortest thing that works', () => {
  for (const page of PAGES.filter((page) => !WRITTEN.includes(page))) {
    const [first] = blocksOf(page);
    assert.ok(first && first.line <= 12, page);
  }
});

/** What GitHub makes of a heading. */
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const anchorsOf = (page) =>
  [
    ...read(page)
      .replaceAll(/^```[\s\S]*?^```$/gm, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, heading]) => anchor(heading));

/** Every page of Markdown in the repository that has links. */
const LINKED = [
  ...PAGES,
  ...['CHANGELOG.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'RELEASING.md', 'SECURITY.md'],
  ...['examples', 'crates', 'benches'].flatMap((folder) =>
    filesIn(folder)
      .map((path) => path.slice(root.length + 1))
      .filter((path) => path.endsWith('.md') && !path.includes('node_modules')),
  ),
];

test('every link leads to a file that exists, and every anchor to a heading', () => {
  let count = 0;
  for (const page of LINKED) {
    const text = read(page).replaceAll(/^```[\s\S]*?^```$/gm, '');
    for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https:/.test(link)) continue;
      count += 1;
      const [path, hash] = link.split('#');
      const file = path ? normalize(join(dirname(page), path)) : page;
      assert.ok(existsSync(join(root, file)), `${page}: ${link}`);
      if (hash) assert.ok(anchorsOf(file).includes(hash), `${page}: ${link}`);
    }
    if (page === 'CHANGELOG.md') continue; // what was said of a version stays
    for (const [, path] of text.matchAll(/`(docs\/[\w-]+\.md)`/g))
      assert.ok(existsSync(join(root, path)), `${page}: ${path}`);
  }
  assert.ok(count > 100, String(count));
});

const of = (...languages) => BLOCKS.filter(({ language }) => languages.includes(language));
const where = ({ page, line }) => `${page}:${line}`;

/** Which test a block's language has; a language that is not here has none. */
const CHECKED = {
  js: 'compiles',
  jsx: 'compiles',
  html: 'e2e',
  liquid: 'e2e',
  json: 'parses',
  toml: 'versions',
  sh: 'commands',
  text: 'policies and lines',
  csv: 'imports',
  mermaid: 'crates/prosperstack-relay/tests/suite/exchange.rs',
  'rust,no_run': 'cargo test --doc',
};

test('every block of code has a language that a test checks', () => {
  for (const block of BLOCKS) assert.ok(block.language in CHECKED, `${where(block)}: ${block.language || 'none'}`);
  assert.deepEqual(
    of('mermaid').map(({ page }) => page),
    ['docs/relay.md'],
  );
  assert.deepEqual(
    of('rust,no_run').map(({ page }) => page),
    ['docs/rust.md'],
  );
  assert.match(read('crates/profitwell-api/src/lib.rs'), /include_str!\("[./]*docs\/rust\.md"\)/);
});

/** What a page, a test runner or the reader's own program declares. */
const DECLARED = `
declare global {
  const analytics: any, button: HTMLElement, Cookiebot: any;
  const profitwellDestination: any, page: any;
  function afterEach(hook: () => void): void;
  function test(name: string, run: () => unknown): void;
  function expect(value: unknown): any;
  interface Window { profitwellDestination: any; profitwell: any; profitwellSettings: any }
}
export {};
`;
const MODULES = `
declare module '*/sessions.mjs' { export const userOfSession: (cookie: string | null) => { email: string } | null; }
declare module '@playwright/test' { export const expect: any; export const test: any; }
declare module '@segment/analytics.js-core';
declare module 'express' { const express: any; export default express; }
declare module 'react' { export const useEffect: (run: () => void, values: any[]) => void; }
declare module 'react/jsx-runtime' { export const jsx: any; export const jsxs: any; export const Fragment: any; }
declare module '*.wasm' { const url: string; export default url; }
declare namespace JSX { interface IntrinsicElements { [name: string]: any } }
`;

test('every block of JavaScript is type-checked against the built package', () => {
  const blocks = of('js', 'jsx');
  assert.ok(blocks.length > 30, String(blocks.length));
  const folder = join(root, 'target/documents');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { page, line, language, text } of blocks)
    writeFileSync(join(folder, `${page.replaceAll('/', '-')}-${line}.${language}`), text);
  writeFileSync(join(folder, 'declared.d.ts'), DECLARED);
  writeFileSync(join(folder, 'modules.d.ts'), MODULES);
  const compilerOptions = {
    ...{ allowJs: true, checkJs: true, noEmit: true, strict: true, noImplicitAny: false, strictNullChecks: false },
    ...{ target: 'es2022', module: 'esnext', moduleResolution: 'bundler', moduleDetection: 'force' },
    ...{ lib: ['es2022', 'dom', 'dom.iterable'], types: ['node'], jsx: 'react-jsx', skipLibCheck: true },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*'] }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { cwd: root, encoding: 'utf8' });
  assert.deepEqual([stdout, status], ['', 0]);
});

test('every block of JSON parses', () => {
  for (const block of of('json')) assert.doesNotThrow(() => JSON.parse(block.text), where(block));
});

test('every dependency in TOML is of the version that this repository has', () => {
  const lock = read('Cargo.lock');
  for (const block of of('toml')) {
    for (const line of block.text.split('\n').filter((line) => line && !line.startsWith('['))) {
      const [, name, version] = line.match(/^([\w-]+) = (?:\{ version = )?"([\d.]+)"/) ?? [];
      assert.ok(name, `${where(block)}: ${line}`);
      assert.match(lock, new RegExp(`name = "${name}"\nversion = "${version.replaceAll('.', '\\.')}[".]`), line);
    }
  }
});

test('every command is one of a shell, and names a script, a package or a file that exists', () => {
  for (const block of of('sh')) {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: block.text, encoding: 'utf8' });
    assert.equal(status, 0, `${where(block)}: ${stderr}`);
    for (const line of block.text.trim().split('\n')) {
      const [, script] = line.match(/npm run ([\w:]+)/) ?? [];
      if (script) assert.ok(packageJson.scripts[script], line);
      const [, installed] = line.match(/^npm install ([@\w/.-]+)/) ?? [];
      if (installed)
        assert.ok([packageJson.name, ...Object.keys(packageJson.peerDependencies)].includes(installed), line);
      for (const [, path] of line.matchAll(/(?:--path |package\/|node_modules\/retention-destinations\/)([\w/.-]+)/g))
        assert.ok(existsSync(join(root, path)), line);
      assert.match(line, /^(npm|cargo|profitwell|tar|cp|echo) /, where(block));
    }
  }
});

test('every command with --demo, and every CSV, runs as it stands', () => {
  const profitwell = program('profitwell', 'profitwell-cli');
  const cwd = mkdtempSync(join(tmpdir(), 'documents-'));
  const env = { ...process.env, PATH: `${dirname(profitwell)}:${process.env.PATH}` };
  const shell = (line) => execFileSync('bash', ['-ec', line], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const lines = of('sh').flatMap(({ text }) => text.split('\n').filter((line) => /--demo|--template/.test(line)));
    assert.ok(lines.length >= 4, String(lines.length));
    for (const line of lines) shell(line);
    assert.ok(of('csv').length > 0);
    for (const { text } of of('csv')) {
      writeFileSync(join(cwd, 'documented.csv'), text);
      const done = JSON.parse(String(shell('profitwell subscriptions import documented.csv --demo --yes')));
      assert.equal(done.failed, 0, JSON.stringify(done));
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});

test('every line of the console is one that the destination prints', () => {
  for (const block of of('text')) {
    if (/^(script-src|require-trusted-types-for)/.test(block.text)) continue; // a policy: e2e/documents.test.mjs
    for (const line of block.text.trim().split('\n')) {
      if (line.startsWith('http://127.0.0.1:8080/')) {
        assert.ok(existsSync(join(root, 'www', new URL(line).pathname)), line); // an address of the playground
        continue;
      }
      const [, said] = line.match(/^\[ProfitWell\] (.*)$/) ?? assert.fail(`${where(block)}: ${line}`);
      const [, code] = said.match(/^(\w+): .* \(settings from \w+\)$/) ?? said.match(/ \((\w+)\)$/);
      assert.ok(code in profitwell.EXPLANATIONS, line);
      const sentence = profitwell.SENTENCES[code]?.replace('%', '.*') ?? profitwell.EXPECTED[0];
      assert.match(said, new RegExp(sentence), line);
    }
  }
});
