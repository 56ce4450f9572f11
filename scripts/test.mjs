// Everything that must pass: installs what it needs, runs every suite, adds the counts up. A suite that passed with the
// same files and tools is not run again, except with `npm test -- --all`.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { chromedriver, geckodriver, setup, webdriverJson, webkitdriver } from './setup.mjs';
import { openRecord } from './test-record.mjs';
import { filesIn, has, root, step, target, xtask } from './tools.mjs';

const DRIVERS = {
  Chromium: { CHROMEDRIVER: chromedriver() },
  Firefox: { GECKODRIVER: geckodriver() },
  WebKit: { SAFARIDRIVER: webkitdriver() },
};

const total = { passed: 0, failed: 0 };
/** @type {ReturnType<typeof openRecord>} */
let record;

/** Counts a suite that need not run; whether it is one. @param {string} name */
function isDone(name) {
  const count = record.count(name);
  if (!count) return false;
  total.passed += count;
  step(`${name}: ${count} passed, 0 failed, before: nothing has changed since`);
  return true;
}

/**
 * Runs a command, shows what it prints at once (or when it is over, beside others), and hands that back.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @param {boolean} [live]
 */
async function show(command, args, env = {}, live = true) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', live ? 'inherit' : 'pipe'],
  });
  /** @type {Buffer[]} */
  const parts = [];
  /** @type {Buffer[]} */
  const errors = [];
  child.stdout?.on('data', (part) => {
    parts.push(part);
    if (live) process.stdout.write(part);
  });
  child.stderr?.on('data', (part) => errors.push(part));
  const ok = await new Promise((resolve) =>
    child.on('error', () => resolve(false)).on('close', (status) => resolve(status === 0)),
  );
  if (!live) process.stdout.write(Buffer.concat([...parts, ...errors]));
  return { ok, text: String(Buffer.concat(parts)) };
}

/**
 * @param {string} name
 * @param {number} began
 * @param {number} passed
 * @param {number} failed
 * @param {boolean} ok
 */
function count(name, began, passed, failed, ok) {
  // A suite that ran nothing has failed, whatever it says; so has one that broke uncounted.
  const broken = passed + failed === 0 || (!ok && failed === 0) ? 1 : 0;
  total.passed += passed;
  total.failed += failed + broken;
  if (!failed && !broken) record.add(name, passed);
  step(`${name}: ${passed} passed, ${failed + broken} failed, in ${Math.round((performance.now() - began) / 1000)} s`);
}

/**
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function lint(name, command, args, env) {
  if (isDone(name)) return;
  step(name);
  const began = performance.now();
  const { ok } = await show(command, args, env);
  count(name, began, ok ? 1 : 0, ok ? 0 : 1, ok);
}

/**
 * @param {string} name
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, with?: string[] }} [options]
 */
async function cargo(name, args, { env, with: [command, ...before] = ['cargo'] } = {}) {
  if (isDone(name)) return;
  step(name);
  const began = performance.now();
  const { ok, text } = await show(command, [...before, ...args], env, false);
  /** @param {string} word */
  const sum = (word) =>
    [...text.matchAll(new RegExp(`(\\d+) ${word}`, 'g'))].reduce((all, [, n]) => all + Number(n), 0);
  count(name, began, sum('passed'), sum('failed'), ok);
}

/**
 * @param {string} name
 * @param {string[]} files
 * @param {{ at: number, env?: NodeJS.ProcessEnv, live?: boolean }} options
 */
async function node(name, files, { at, env, live }) {
  if (isDone(name)) return;
  step(name);
  const began = performance.now();
  const report = join(root, `target/${name.replaceAll(' ', '-')}.tap`);
  const { ok } = await show(
    process.execPath,
    [
      '--test',
      `--test-concurrency=${at}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${report}`,
      ...files,
    ],
    env,
    live,
  );
  const text = readFileSync(report, 'utf8');
  /** @param {string} word */
  const sum = (word) => Number(text.match(new RegExp(`^# ${word} (\\d+)`, 'm'))?.[1] ?? 0);
  count(name, began, sum('pass'), sum('tests') - sum('pass'), ok); // what was skipped has not passed
}

await setup({ tests: true });
const { build } = await import('./build.mjs');
await build();
record = openRecord(process.argv.includes('--all'));

await lint('rustfmt', 'cargo', ['fmt', '--all', '--check']);
await lint('Biome', 'npm', ['run', '--silent', 'lint:biome']);
await lint('TypeScript', 'npm', ['run', '--silent', 'lint:types']);
const strict = ['--', '-D', 'warnings'];
await lint('clippy', 'cargo', ['clippy', '--workspace', '--all-targets', '--locked', '--quiet', ...strict]);
await lint('clippy for wasm32', xtask(), ['check-wasm']);
await lint('documentation', 'cargo', ['doc', '--workspace', '--no-deps', '--locked', '--quiet'], {
  RUSTDOCFLAGS: '-D warnings',
});
if (has('cargo-deny')) await lint('cargo deny', 'cargo', ['deny', '--offline', 'check', 'bans', 'licenses', 'sources']);
const tests = filesIn('tests');
// xtask by itself, as the build made it: beside the others its dependencies get other features, and are compiled anew.
const native = ['test', '--workspace', '--exclude', 'xtask', '--locked', '--quiet'];
const ofXtask = ['test', '--package', 'xtask', '--locked', '--quiet'];
const suites = tests.flatMap((file) => /\b(page_\w+)\.rs$/.exec(file)?.[1] ?? []);
const inBrowsers = [
  ...['test', '--package', 'retention-destinations', '--locked', '--target', 'wasm32-unknown-unknown'],
  ...suites.flatMap((name) => ['--test', name]),
];
for (const [what, args] of [
  ['native tests', native],
  ['tests of xtask', ofXtask],
  ['browser tests', inBrowsers],
]) {
  step(`compiling the ${what}`);
  await show('cargo', [...args, '--no-run']);
}

/** @param {[string, NodeJS.ProcessEnv]} engine */
const inEngine = ([engine, driver]) =>
  cargo(`browser tests in ${engine}`, inBrowsers, {
    // The runner takes the first driver that the environment names.
    env: {
      CHROMEDRIVER: undefined,
      GECKODRIVER: undefined,
      SAFARIDRIVER: undefined,
      ...driver,
      // The program itself instead of `cargo run` of it (.cargo/config.toml), 33 times.
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: `${relative(root, xtask())} test-runner`,
      WASM_BINDGEN_TEST_WEBDRIVER_JSON: webdriverJson,
      WASM_BINDGEN_TEST_DRIVER_TIMEOUT: '60',
      WASM_BINDGEN_TEST_TIMEOUT: '120',
    },
    with: engine === 'WebKit' ? ['xvfb-run', '-a', 'cargo'] : ['cargo'],
  });

/** @param {string} name */
const file = (name) => join(root, `tests/${name}.test.mjs`);
// The longest first, and the others fill the processor beside them.
const LONGEST = [
  'engines/matrix',
  'supply-chain',
  'e2e/replaced',
  'e2e/hosts',
  'e2e/fuzz',
  'matrix',
  'e2e/prosperstack/hosts',
  'package',
  'e2e/prosperstack/relay',
  'prosperstack-flow',
  'e2e/playground-conditions',
  'e2e/playground-answers',
  'e2e/playground-access',
  'e2e/vendor',
  'e2e/check',
  'prosperstack-flow-failures',
  'e2e/prosperstack/relay-faults',
].map(file);
const files = [...new Set([...LONGEST, ...tests.filter((path) => path.endsWith('.test.mjs'))])];
// Once more with the module's JavaScript encoding, where it meets hosts, the vendor and the relay.
const both = [
  ...['hosts', 'vendor', 'script-tag', 'consent'],
  ...['delivery', 'identity', 'message'].map((name) => `prosperstack/${name}`),
].map((name) => file(`e2e/${name}`));
// What the native tests have compiled: each by itself would be compiled anew, with other features of its dependencies.
const PROGRAMS = join(target(), 'debug');
// Side by side, because each waits for clocks, browsers and processes as much as it computes.
await Promise.all([
  // More at once than processors, because many wait.
  cargo('native tests', native, { env: { RUST_TEST_THREADS: '4' } }),
  cargo('tests of xtask', ofXtask),
  ...Object.entries(DRIVERS).map(inEngine),
  node('package and end-to-end tests', files, { at: 3, env: { PROGRAMS } }),
  node('end-to-end tests without WebAssembly', both, { at: 1, env: { ENCODING: 'nowasm', PROGRAMS }, live: false }),
]);

console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed ? 1 : 0);
