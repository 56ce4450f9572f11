// What the package is made of: pinned by hash, from the two registries, under licences that
// permit this use, and the same bytes wherever it is built.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { filesIn, root, target, xtask } from '../scripts/tools.mjs';

const read = (name) => readFileSync(join(root, name), 'utf8');
const metadata = (...args) =>
  JSON.parse(
    execFileSync('cargo', ['metadata', '--format-version=1', '--locked', ...args], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    }),
  );

test('package-lock.json pins every package by hash, from the registry', () => {
  const { packages } = JSON.parse(read('package-lock.json'));
  const pinned = Object.entries(packages).filter(([path]) => path);
  assert.ok(pinned.length > 100);
  for (const [path, { integrity, resolved, dev, link }] of pinned) {
    assert.match(integrity ?? '', /^sha(512|256)-/, path);
    assert.match(
      resolved ?? 'https://registry.npmjs.org/by-name.tgz',
      /^https:\/\/registry\.npmjs\.org\/.+\.tgz$/,
      path,
    );
    assert.equal(link, undefined, path);
    assert.equal(dev, true, `${path} is not for development only`);
  }
});

test('package.json names no dependency by git or URL, and each by one version', () => {
  for (const [name, version] of Object.entries(JSON.parse(read('package.json')).devDependencies)) {
    assert.match(version, /^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+$/, name);
  }
});

test('Cargo.lock pins every crate by hash, from the registry', () => {
  const own = new Set(
    metadata()
      .packages.filter(({ source }) => !source)
      .map(({ name }) => name),
  );
  const crates = read('Cargo.lock')
    .split('[[package]]')
    .slice(1)
    .filter((entry) => !own.has(entry.match(/name = "(.+)"/)[1]));
  assert.ok(crates.length > 10);
  for (const entry of crates) {
    assert.match(
      entry,
      /^source = "registry\+https:\/\/github\.com\/rust-lang\/crates\.io-index"\nchecksum = "[0-9a-f]{64}"$/m,
    );
  }
});

test('every crate is under a licence that permits this use', () => {
  const allowed = new Set(
    read('deny.toml')
      .match(/allow = \[([^\]]+)\]/)[1]
      .match(/[^",\s][^",]*(?=")/g),
  );
  const fine = (licence) =>
    licence
      .replace(/[()]/g, '')
      .split(/ OR |\//)
      .some((one) => one.split(' AND ').every((part) => allowed.has(part.trim())));
  for (const { name, license } of metadata().packages) assert.ok(fine(license ?? ''), `${name}: ${license}`);
});

test('of all crates a page gets wasm-bindgen and what that is made of', () => {
  const tree = execFileSync(
    'cargo',
    [
      'tree',
      '--locked',
      '--package',
      'page-profitwell',
      '--target',
      'wasm32-unknown-unknown',
      '--edges',
      'normal,no-proc-macro',
      '--prefix',
      'none',
      '--format',
      '{p}',
    ],
    { cwd: root, encoding: 'utf8' },
  );
  const names = new Set(
    tree
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]),
  );
  assert.deepEqual([...names].sort(), [
    'cfg-if',
    'page-profitwell',
    'retention-destinations',
    'unicode-ident',
    'wasm-bindgen',
    'wasm-bindgen-shared',
  ]);
});

/** Everything that the build reads, by name and content. */
function inputs() {
  const hash = createHash('sha256');
  const names = ['src', 'crates', 'xtask', 'js', 'scripts', '.cargo'].flatMap((folder) =>
    filesIn(folder).map((file) => relative(root, file)),
  );
  const version = execFileSync('rustc', ['--version'], { encoding: 'utf8' });
  for (const name of [...names, 'Cargo.toml', 'Cargo.lock', 'package.json', 'package-lock.json'].sort()) {
    hash.update(`${name}\0${read(name)}\0`);
  }
  return hash.update(version).digest('hex');
}

/** The hash of each built file. */
const built = (folder) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== '.stamp')
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .map((file) => [relative(folder, file), createHash('sha256').update(readFileSync(file)).digest('hex')])
      .sort(),
  );

test('a second build, from a copy elsewhere, gives the same bytes', (t) => {
  const record = join(root, 'target/reproduced.json');
  const key = inputs();
  let second = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {};
  if (second.key === key) t.diagnostic('these sources were built a second time before; their hashes are compared');
  else {
    const copy = mkdtempSync(join(tmpdir(), 'built-again-'));
    try {
      for (const name of [
        'src',
        'crates',
        'xtask',
        'tests/panic-probe',
        'js',
        'scripts',
        '.cargo',
        'Cargo.toml',
        'Cargo.lock',
        'package.json',
        'package-lock.json',
      ]) {
        cpSync(join(root, name), join(copy, name), { recursive: true });
      }
      symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
      // The crates of the registry are pinned by hash and compiled once, with their times, by which cargo knows them;
      // ours are compiled again, because their place is part of what cargo calls them by.
      for (const name of ['page', 'server', 'wasm32-unknown-unknown/page']) {
        cpSync(join(target(), name), join(copy, 'target', name), { recursive: true, preserveTimestamps: true });
      }
      // wasm-bindgen itself takes a minute to compile and is pinned by Cargo.lock.
      const env = { ...process.env, XTASK: xtask(), CARGO_TARGET_DIR: undefined };
      execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: copy, env, stdio: 'pipe' });
      second = { key, files: built(join(copy, 'dist')) };
      writeFileSync(record, JSON.stringify(second));
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }
  assert.ok(second.files['profitwell.wasm'] && second.files['profitwell.nowasm.js']);
  assert.deepEqual(built(join(root, 'dist')), second.files);
});
