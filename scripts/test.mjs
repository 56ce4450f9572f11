// Everything that must pass: installs what it needs, runs every suite, adds the counts up.

import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chromedriver, geckodriver, setup, webkitdriver } from './setup.mjs';
import { filesIn, has, root, step } from './tools.mjs';

const DRIVERS = {
  Chromium: { CHROMEDRIVER: chromedriver() },
  Firefox: { GECKODRIVER: geckodriver() },
  WebKit: { SAFARIDRIVER: webkitdriver() },
};

const total = { passed: 0, failed: 0 };

/** Runs a command, shows what it prints, and hands that back. */
function show(command, args, env = {}) {
  const { status, stdout } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  process.stdout.write(stdout ?? '');
  return { ok: status === 0, text: stdout ?? '' };
}

function count(name, passed, failed, ok) {
  // A suite that ran nothing has failed, whatever it says; so has one that broke uncounted.
  if (passed + failed === 0 || (!ok && failed === 0)) failed += 1;
  total.passed += passed;
  total.failed += failed;
  step(`${name}: ${passed} passed, ${failed} failed`);
}

function lint(name, command, args) {
  step(name);
  const { ok } = show(command, args);
  count(name, ok ? 1 : 0, ok ? 0 : 1, ok);
}

function cargo(name, args, env, [command, ...before] = ['cargo']) {
  step(name);
  const { ok, text } = show(command, [...before, ...args], env);
  const sum = (word) => [...text.matchAll(new RegExp(`(\\d+) ${word}`, 'g'))].reduce((all, [, n]) => all + Number(n), 0);
  count(name, sum('passed'), sum('failed'), ok);
}

function node(name, files, env) {
  step(name);
  const report = join(root, `target/${name.replaceAll(' ', '-')}.tap`);
  const { ok } = show(process.execPath, ['--test', '--test-concurrency=2',
    '--test-reporter=spec', '--test-reporter-destination=stdout',
    '--test-reporter=tap', `--test-reporter-destination=${report}`, ...files], env);
  const text = readFileSync(report, 'utf8');
  const sum = (word) => Number(text.match(new RegExp(`^# ${word} (\\d+)`, 'm'))?.[1] ?? 0);
  count(name, sum('pass'), sum('fail') + sum('cancelled') + sum('todo') + sum('skipped'), ok);
}

await setup({ tests: true });
const { build } = await import('./build.mjs');
await build();

lint('formatting', 'cargo', ['fmt', '--check']);
lint('clippy', 'cargo', ['clippy', '--locked', '--quiet', '--all-targets', '--features', 'cli,relay,prosperstack', '--', '-D', 'warnings']);
lint('clippy for the page', 'cargo', ['clippy', '--locked', '--quiet', '--all-targets', '--target', 'wasm32-unknown-unknown', '--', '-D', 'warnings']);
lint('clippy for the page of ProsperStack', 'cargo', ['clippy', '--locked', '--quiet', '--lib', '--no-default-features', '--features', 'prosperstack,page', '--target', 'wasm32-unknown-unknown', '--', '-D', 'warnings']);
lint('clippy for the relay', 'cargo', ['clippy', '--locked', '--quiet', '--lib', '--target', 'wasm32-unknown-unknown', '--no-default-features', '--features', 'relay', '--', '-D', 'warnings']);
if (has('cargo-deny')) lint('cargo deny', 'cargo', ['deny', '--offline', 'check', 'bans', 'licenses', 'sources']);
cargo('native tests', ['test', '--locked', '--quiet', '--features', 'cli,relay,prosperstack']);

const wasm = filesIn('tests').flatMap((file) => file.match(/(browser\w*)\.rs$/)?.[1] ?? []);
// The same suites in three engines: the runner takes the first driver that the environment names.
for (const [engine, driver] of Object.entries(DRIVERS)) {
  cargo(`browser tests in ${engine}`, ['test', '--locked', '--target', 'wasm32-unknown-unknown', ...wasm.flatMap((name) => ['--test', name])], {
    CHROMEDRIVER: undefined, GECKODRIVER: undefined, SAFARIDRIVER: undefined, ...driver,
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: join(root, 'webdriver.json'),
    WASM_BINDGEN_TEST_DRIVER_TIMEOUT: '30',
  }, engine == 'WebKit' ? ['xvfb-run', '-a', 'cargo'] : ['cargo']);
}

// The largest file first: it takes longest, and the others fill the second core beside it.
const files = filesIn('tests').filter((file) => file.endsWith('.test.mjs'));
node('package and end-to-end tests', files.sort((one, other) => statSync(other).size - statSync(one).size));

// Once more with the module's JavaScript encoding, where that may make a difference.
const both = ['hosts', 'segment', 'vendor', 'script-tag', 'consent', 'consent-tools', 'classic',
  ...['hosts', 'message', 'delivery', 'identity'].map((name) => `prosperstack/${name}`)];
node('end-to-end tests without WebAssembly', both.map((name) => join(root, `tests/e2e/${name}.test.mjs`)), { ENCODING: 'nowasm' });

console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed ? 1 : 0);
