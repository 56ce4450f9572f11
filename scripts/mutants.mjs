// How many deliberate faults the native tests find: a seeded sample of what cargo-mutants would change. What it draws
// from is in .cargo/mutants.toml, what a run found in docs/mutants.md.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { has, missing, root, step, target } from './tools.mjs';

const VERSION = '27.0.0';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    sample: { type: 'string', default: '300' },
    // Of one package only, for runs in parts.
    package: { type: 'string' },
    // Mutants by name, as missed.txt lists them, instead of a sample.
    names: { type: 'string' },
    // Changes the files of this tree and restores them: no copy to compile, but nothing else may use the tree.
    'in-place': { type: 'boolean', default: false },
  },
});

/**
 * Modules of a test binary.
 * @param {string} binary
 * @param {string} names
 */
const modules = (binary, names) => ['--test', binary, '--', ...names.split(' ').map((name) => `${name}::`)];
/** Modules of the one binary of a crate. @param {string} names */
const suite = (names) => modules('suite', names);

/**
 * By package: the tests that find most of the mutants in these files, in little time, and all of its tests, which the
 * mutants meet that are still alive.
 *
 * @type {Record<string, { first: [RegExp, string[]][], all: string[] }>}
 */
const TESTS = {
  'retention-destinations': {
    first: [
      [/\/prosperstack\//, ['--test', 'prosperstack']],
      [/\/profitwell\//, modules('profitwell', 'load session consent flow')],
      [/./, ['--test', 'profitwell']],
    ],
    // The other native suite, `properties`, needs minutes.
    all: ['--test', 'profitwell', '--test', 'prosperstack'],
  },
  'prosperstack-relay': {
    first: [
      [/exchange|load/, suite('exchange')],
      [/answer/, suite('answers')],
      [/message|body|session|surrogates|numeral|allow/, suite('messages')],
      [/./, suite('rules')],
    ],
    all: ['--lib', '--tests'],
  },
  'profitwell-api': {
    first: [
      [/pace|turn/, suite('pace sharing')],
      [/paging/, suite('paging')],
      [/./, suite('errors raw requests retry units')],
    ],
    all: ['--lib', '--tests'],
  },
  'profitwell-cli': {
    first: [[/./, ['--bins', ...suite('import import_files planted')]]],
    all: ['--bins', ...suite('import import_files import_stops mapping history diff nightly')],
  },
};

/** @typedef {{ name: string, package: string, file: string }} Mutant */
/** @typedef {{ scenario: 'Baseline' | { Mutant: Mutant }, summary: string }} Outcome */

if (!has('cargo-mutants', ['mutants', '--version']))
  missing('cargo-mutants is not installed.', `cargo install --locked cargo-mutants --version ${VERSION}`);

const output = join(target(), 'mutants');

/** @returns {Mutant[]} */
function all() {
  const args = ['mutants', '--list', '--json', ...Object.keys(TESTS).flatMap((name) => ['--package', name])];
  const { stdout, status } = spawnSync('cargo', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) missing('cargo mutants --list failed.', 'Run it by itself to see why.');
  return JSON.parse(stdout);
}

/** The place of a mutant in the order of a seed. @param {Mutant} mutant */
const place = ({ name }) => createHash('sha256').update(`${options.seed} ${name}`).digest('hex');

/** @param {Mutant[]} mutants */
function drawn(mutants) {
  if (options.names) {
    const names = new Set(readFileSync(options.names, 'utf8').split('\n'));
    return mutants.filter(({ name }) => names.has(name));
  }
  const ordered = mutants.map((mutant) => ({ mutant, at: place(mutant) })).sort((a, b) => (a.at < b.at ? -1 : 1));
  return ordered.slice(0, Number(options.sample)).map(({ mutant }) => mutant);
}

/**
 * Tests mutants one after the other, and returns what became of each: `CaughtMutant`, `MissedMutant`, `Timeout`,
 * `Unviable`.
 *
 * @param {string} name
 * @param {Mutant[]} mutants
 * @param {string[]} tests
 * @param {string} part
 * @returns {(Mutant & { summary: string })[]}
 */
function tested(name, mutants, tests, part) {
  if (mutants.length === 0) return [];
  const folder = join(output, part);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const patterns = mutants.map((mutant) => `--re=^${mutant.name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
  // By a configuration of its own, because fields that are left out of a struct are tested whatever `--re` says.
  const config = join(folder, 'mutants.toml');
  const files = [...new Set(mutants.map(({ file }) => file))];
  writeFileSync(config, `examine_globs = ${JSON.stringify(files)}\n`);
  const args = ['--package', name, '--config', config, ...patterns];
  args.push('--output', folder, '--no-shuffle', '--colors=never');
  args.push('--minimum-test-timeout=60', '--all-features', '--cargo-arg=--locked');
  // What fails need not be made small, and backtraces need no lines.
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, PROPTEST_MAX_SHRINK_ITERS: '0', CARGO_PROFILE_DEV_DEBUG: 'false' };
  if (options['in-place']) args.push('--in-place');
  // One folder for whatever copies of the tree compile: their dependencies are the same.
  else env.CARGO_TARGET_DIR = join(output, 'build');
  spawnSync('cargo', ['mutants', ...args, '--', ...tests], { cwd: root, stdio: 'inherit', env });
  const report = join(folder, 'mutants.out/outcomes.json');
  if (!existsSync(report)) missing('cargo mutants failed.', `See ${folder}.`);
  /** @type {{ outcomes: Outcome[] }} */
  const { outcomes } = JSON.parse(readFileSync(report, 'utf8'));
  const [baseline] = outcomes;
  if (baseline?.summary !== 'Success') missing(`${name} fails without a mutant.`, `See ${folder}.`);
  const names = new Set(mutants.map((mutant) => mutant.name));
  return outcomes.flatMap(({ scenario, summary }) =>
    scenario !== 'Baseline' && names.has(scenario.Mutant.name) ? [{ ...scenario.Mutant, summary }] : [],
  );
}

/**
 * What became of mutants, as a line.
 *
 * @param {string} of
 * @param {{ summary: string }[]} ends
 */
function score(of, ends) {
  /** @param {string} wanted */
  const count = (wanted) => ends.filter(({ summary }) => summary === wanted).length;
  const timeouts = count('Timeout');
  const caught = count('CaughtMutant') + timeouts;
  const viable = caught + count('MissedMutant');
  const share = viable ? ((100 * caught) / viable).toFixed(1) : '0';
  return `${of}: ${ends.length} mutants, ${viable} compile, ${caught} caught (${timeouts} by time): ${share} %`;
}

const sample = drawn(all());
const lines = [];
/** @type {(Mutant & { summary: string })[]} */
const everything = [];
for (const [name, { first, all: rest }] of Object.entries(TESTS)) {
  if (options.package && options.package !== name) continue;
  const of = sample.filter((mutant) => mutant.package === name);
  step(`${name}: ${of.length} mutants`);
  const groups = first.map(([, tests], index) => ({
    tests,
    mutants: of.filter(({ file }) => first.findIndex(([other]) => other.test(file)) === index),
  }));
  const found = groups.flatMap(({ tests, mutants }, index) => tested(name, mutants, tests, `${name}-${index + 1}`));
  const missed = found.filter(({ summary }) => summary === 'MissedMutant');
  const ends = [...found.filter((mutant) => !missed.includes(mutant)), ...tested(name, missed, rest, `${name}-all`)];
  lines.push(score(name, ends));
  everything.push(...ends);
}

const alive = everything.filter(({ summary }) => summary === 'MissedMutant').map(({ name }) => `${name}\n`);
writeFileSync(join(output, 'missed.txt'), alive.join(''));
step(`Alive, in ${join(output, 'missed.txt')}:`);
console.log([...alive, ...lines.map((line) => `${line}\n`), score(`seed ${options.seed}`, everything)].join(''));
