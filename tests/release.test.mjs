// What a release is checked for.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { differences } from '../scripts/packed.mjs';
import { disagreeing, newestRelease, ownerProblems, published, runAll, versions } from '../scripts/release-check.mjs';
import { root } from '../scripts/tools.mjs';

const read = (file) => readFileSync(join(root, file), 'utf8');

test('every manifest, lock file and generated file has one version', () => {
  const found = versions(read);
  const files = new Set(found.map(({ file }) => file));
  for (const file of ['package-lock.json', 'Cargo.toml', 'Cargo.lock', 'src/page/profitwell/border.js', 'CHANGELOG.md'])
    assert.ok(files.has(file), file);
  // The workspace and the three of its crates that others use; all of its crates.
  assert.equal(found.filter(({ file }) => file === 'Cargo.toml').length, 4);
  assert.ok(found.filter(({ file }) => file === 'Cargo.lock').length >= 10);
  assert.deepEqual(disagreeing(found), []);
});

test('a version that is changed in one file only is found, in whichever file', () => {
  const { version } = JSON.parse(read('package.json'));
  const changes = {
    'package-lock.json': [`"version": "${version}"`, '"version": "9.9.9"'],
    'Cargo.toml': [`profitwell-api = { path = "crates/profitwell-api", version = "=${version}"`, 'version = "=9.9.9"'],
    'Cargo.lock': [`name = "profitwell-cli"\nversion = "${version}"`, 'name = "profitwell-cli"\nversion = "9.9.9"'],
    'src/page/profitwell/border.js': [`VERSION = '${version}'`, "VERSION = '9.9.9'"],
    'src/page/prosperstack/border.js': ['export const VERSION', 'const VERSION'],
    'CHANGELOG.md': ['\n## [', '\n## [9.9.9] - 2030-01-01\n\n## ['],
  };
  changes['Cargo.toml'][1] = changes['Cargo.toml'][0].replace(version, '9.9.9');
  for (const [file, [from, to]] of Object.entries(changes)) {
    assert.ok(read(file).includes(from), file);
    const problems = disagreeing(versions((name) => (name === file ? read(name).replace(from, to) : read(name))));
    assert.equal(problems.length, 1, file);
    assert.ok(problems[0].startsWith(`${file}: `), problems[0]);
  }
});

test('the newest release of a changelog is the first that is not to come', () => {
  assert.equal(newestRelease('## [Unreleased]\n\n## [1.1.0] - 2030-01-01\n\n## [1.0.0]\n'), '1.1.0');
  assert.equal(newestRelease('# Changelog\n\n## [Unreleased]\n'), 'Unreleased');
});

test('a crate is published unless its manifest forbids it', () => {
  const crate = (name, publish) => ({ name, publish, repository: null });
  const crates = [crate('any', null), crate('none', []), crate('one', ['registry'])];
  assert.deepEqual(
    published(crates).map(({ name }) => name),
    ['any', 'one'],
  );
});

test('every published crate that has a library has a report of its public items', () => {
  const args = ['metadata', '--no-deps', '--format-version=1', '--locked', '--offline'];
  const { packages } = JSON.parse(execFileSync('cargo', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 }));
  const libraries = published(packages).filter(({ targets }) => targets.some(({ kind }) => kind.includes('lib')));
  const reports = readdirSync(join(root, 'tests/public')).filter((name) => !/^(types|package)\.txt$/.test(name));
  assert.deepEqual(libraries.map(({ name }) => `${name}.txt`).sort(), reports.sort());
  assert.ok(reports.length >= 2);
});

test('an address and a contact that are not set are the owner\u2019s to fill in', () => {
  const crate = { name: 'published', publish: null, repository: null };
  const unset = ownerProblems({}, [crate, { ...crate, name: 'private', publish: [] }], read('SECURITY.md'));
  assert.ok(unset.length >= 2);
  assert.match(unset[0], /^package\.json: no repository.*owner/);
  assert.match(unset[1], /^the crate published: no repository.*owner/);
  const repository = 'https://example.com/repository';
  assert.deepEqual(ownerProblems({ repository: { url: repository } }, [{ ...crate, repository }], 'Write to us.'), []);
  assert.match(
    ownerProblems({ repository }, [], '> To be filled in by the owner before …')[0],
    /^SECURITY\.md: no contact/,
  );
});

test('a file too many and one too few are both found', () => {
  assert.deepEqual(differences('a\nb\n', 'b\nc\n'), ['- a', '+ c']);
  assert.deepEqual(differences('a\n', 'a\n'), []);
});

test('every check runs, whatever those before it found or threw', () => {
  const lines = [];
  const checks = [
    ['finds', () => ['one', 'two\nlines']],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['passes', () => []],
  ];
  assert.equal(
    runAll(checks, (line) => lines.push(line.trim())),
    false,
  );
  assert.deepEqual(lines, [
    'failed finds',
    'one',
    'two\n       lines',
    'failed throws',
    'Error: broken',
    'ok     passes',
  ]);
  assert.equal(
    runAll([checks[2]], () => {}),
    true,
  );
});
