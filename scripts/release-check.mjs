// Whether what is committed can be released: a line for each check, and 1 where one of them failed. Publishes nothing.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { committedList, differences, fileList, lintFindings, pack } from './packed.mjs';
import { root } from './tools.mjs';

/** @typedef {{ file: string, version: string | undefined }} Version */
/** @typedef {{ name: string, publish: string[] | null, repository: string | null }} Crate */

/**
 * The newest release of a changelog, or `Unreleased` where there is none yet.
 * @param {string} text
 */
export function newestRelease(text) {
  const headings = [...text.matchAll(/^## \[([^\]]+)\]/gm)].map(([, name]) => name);
  return headings.find((name) => name !== 'Unreleased') ?? headings[0];
}

/**
 * Every place that has the version.
 * @param {(file: string) => string} read
 * @returns {Version[]}
 */
export function versions(read) {
  /** @param {string} file @param {RegExp} pattern @returns {Version[]} */
  const all = (file, pattern) => {
    const found = [...read(file).matchAll(pattern)].map(([, version]) => ({ file, version }));
    return found.length ? found : [{ file, version: undefined }];
  };
  const { version } = JSON.parse(read('package.json'));
  const lock = JSON.parse(read('package-lock.json'));
  const release = newestRelease(read('CHANGELOG.md'));
  return [
    { file: 'package.json', version },
    { file: 'package-lock.json', version: lock.version },
    { file: 'package-lock.json', version: lock.packages['']?.version },
    // Of the workspace, then of each of our crates that another of them uses.
    ...all('Cargo.toml', /^version = "([^"]+)"/gm),
    ...all('Cargo.toml', /^[\w-]+ = \{ path = .*version = "=([^"]+)"/gm),
    // Ours are those that come from nowhere.
    ...all('Cargo.lock', /^\[\[package\]\]\nname = .*\nversion = "([^"]+)"\n(?!source)/gm),
    ...['profitwell', 'prosperstack'].flatMap((product) =>
      all(`src/page/${product}/border.js`, /^export const VERSION = '([^']+)';/gm),
    ),
    { file: 'CHANGELOG.md', version: release === 'Unreleased' ? version : release },
  ];
}

/**
 * The places whose version is not package.json's.
 * @param {Version[]} found
 */
export const disagreeing = (found) =>
  [...new Set(found.filter(({ version }) => version !== found[0].version))].map(
    ({ file, version }) => `${file}: ${version ?? 'no version'}, not ${found[0].version}`,
  );

/**
 * The crates that are published.
 * @param {Crate[]} crates
 */
export const published = (crates) => crates.filter(({ publish }) => publish?.length !== 0);

/** What SECURITY.md has in the place of a contact. */
const NO_CONTACT = 'To be filled in by the owner';

/**
 * What only the owner can fill in, where it is not.
 * @param {{ repository?: string | { url?: string } }} packageJson
 * @param {Crate[]} crates
 * @param {string} security SECURITY.md
 */
export function ownerProblems({ repository }, crates, security) {
  const address = typeof repository === 'string' ? repository : repository?.url;
  const unset = [
    ...(address ? [] : ['package.json']),
    ...published(crates).flatMap(({ name, repository }) => (repository ? [] : [`the crate ${name}`])),
  ];
  return [
    ...unset.map((where) => `${where}: no repository; it is the owner's to fill in (RELEASING.md, step 1)`),
    ...(security.includes(NO_CONTACT) ? ["SECURITY.md: no contact; it is the owner's to fill in"] : []),
  ];
}

const output = { cwd: root, encoding: /** @type {const} */ ('utf8'), maxBuffer: 1 << 28 };

/** @param {string} file */
const read = (file) => readFileSync(join(root, file), 'utf8');

/** @returns {Crate[]} */
const crates = () => {
  const args = ['metadata', '--no-deps', '--format-version=1', '--locked'];
  return JSON.parse(execFileSync('cargo', args, output)).packages;
};

/** What `cargo publish --dry-run` rejects: all crates in one call, because they use each other. */
function publishProblems() {
  const args = ['publish', '--dry-run', '--workspace', '--locked', '--quiet'];
  const { status, stderr } = spawnSync('cargo', args, output);
  return status === 0 ? [] : [stderr.trim()];
}

/** @param {(tarball: string, files: string) => string[]} look */
function tarballProblems(look) {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    const packed = pack(folder);
    return look(join(folder, packed.filename), fileList(packed));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @type {[string, () => string[]][]} */
const CHECKS = [
  ['everything is committed', () => execFileSync('git', ['status', '--porcelain'], output).split('\n').filter(Boolean)],
  ['one version everywhere', () => disagreeing(versions(read))],
  [
    'the tarball holds the committed list of files',
    () => tarballProblems((_, files) => differences(committedList(), files)),
  ],
  ['publint and Are the types wrong? accept the tarball', () => tarballProblems((tarball) => lintFindings(tarball))],
  ['cargo publish --dry-run accepts the crates', publishProblems],
  [
    'the owner has filled in the address of the repository and a contact',
    () => ownerProblems(JSON.parse(read('package.json')), crates(), read('SECURITY.md')),
  ],
];

/**
 * Runs checks one after another and prints a line for each. Returns whether all of them passed.
 * @param {[string, () => string[]][]} checks
 * @param {(line: string) => void} print
 */
export function runAll(checks, print) {
  let passed = true;
  for (const [name, check] of checks) {
    let problems;
    try {
      problems = check();
    } catch (error) {
      problems = [String(error)];
    }
    print(`${problems.length ? 'failed' : 'ok    '} ${name}`);
    for (const problem of problems) print(`       ${problem.replaceAll('\n', '\n       ')}`);
    passed &&= problems.length === 0;
  }
  return passed;
}

if (process.argv[1] === import.meta.filename) process.exitCode = runAll(CHECKS, console.log) ? 0 : 1;
