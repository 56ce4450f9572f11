// Installs what building and testing need, where it can; else says what is missing and how to
// get it. Quick when everything is there.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { has, missing, root, run, step } from './tools.mjs';

const TARGET = 'wasm32-unknown-unknown';
const GECKODRIVER_VERSION = '0.37.1';

export async function setup({ tests = false } = {}) {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    missing(
      `Node 20 or newer is needed; this is ${process.version}.`,
      'Install it with your system or a version manager.',
    );
  }
  if (!has('cargo'))
    missing(
      'Rust is not here (no cargo).',
      'Install rustup (see the Rust project\u2019s home page), then open a new shell.',
    );
  if (!has('cc')) debian(['gcc', 'libc6-dev'], 'a C linker (cc)');
  packages();
  target();
  if (tests) {
    // Together: each wants the others in its own version.
    if (![chromium(), headlessShell(), chromedriver()].every((one) => has(one)))
      debian(['chromium', 'chromium-headless-shell', 'chromium-driver'], 'Chromium with its driver');
    if (!has('firefox-esr')) debian(['firefox-esr'], 'Firefox');
    if (!has(geckodriver())) compileGeckodriver();
    if (!has(webkitdriver(), ['--help'])) debian(['webkit2gtk-driver'], 'WebKit with its driver');
    if (!has('Xvfb', ['-help']) || !has('xvfb-run', ['--help']))
      debian(['xvfb', 'xauth'], 'a display for WebKit (Xvfb)');
    // Old frameworks, which no other registry has: tests/support/old-frameworks.mjs.
    if (
      !['prototype/prototype.js', 'mootools/mootools.js'].every((file) => existsSync(`/usr/share/javascript/${file}`))
    )
      debian(['libjs-prototype', 'libjs-mootools'], 'Prototype and MooTools');
    mkdirSync(dirname(webdriverJson), { recursive: true });
    const chrome = { ...CAPABILITIES['goog:chromeOptions'], binary: headlessShell() };
    writeFileSync(webdriverJson, JSON.stringify({ ...CAPABILITIES, 'goog:chromeOptions': chrome }));
  }
}

/** Chromium; `CHROMIUM` names another. */
export const chromium = () => process.env.CHROMIUM ?? '/usr/bin/chromium';

/**
 * Chromium's own build without windows, for the end-to-end tests: the same engine for half the processor time of
 * `--headless`, which draws a window that nobody sees.
 */
export const headlessShell = () => process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';

/** What tests and benches start Chromium with: nothing that draws or asks the network by itself. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
];

/** What a WebDriver session of each engine is asked for. */
export const CAPABILITIES = {
  'goog:chromeOptions': { args: [...CHROMIUM_ARGUMENTS, '--log-level=3'] },
  // No process in store for the next page of another origin, which never comes.
  'moz:firefoxOptions': { args: ['-headless'], prefs: { 'dom.ipc.processPrelaunch.enabled': false } },
};

/** The same for wasm-bindgen's test runner, which reads it from this file. */
export const webdriverJson = join(root, 'target/webdriver.json');

/** Its driver; `CHROMEDRIVER` names another. */
export const chromedriver = () => process.env.CHROMEDRIVER ?? '/usr/bin/chromedriver';

/** Firefox's driver, which Debian does not have; `GECKODRIVER` names another. */
export const geckodriver = () => process.env.GECKODRIVER ?? join(root, 'target/tools/bin/geckodriver');

/** WebKit's driver; `SAFARIDRIVER` names another, as wasm-bindgen's test runner calls it. */
export const webkitdriver = () => process.env.SAFARIDRIVER ?? '/usr/bin/WebKitWebDriver';

/** The npm packages that package-lock.json pins. */
function packages() {
  const installed = join(root, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs) return;
  step('installing npm packages');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** The Rust target. A `rust-toolchain.toml` would ask for it, but not everywhere install it. */
function target() {
  const sysroot = execFileSync('rustc', ['--print', 'sysroot'], { cwd: root, encoding: 'utf8' }).trim();
  if (existsSync(join(sysroot, 'lib/rustlib', TARGET))) return;
  if (!has('rustup'))
    missing(
      `The Rust target ${TARGET} is missing.`,
      'Without rustup, install it with your Rust (Debian: libstd-rust-dev-wasm32).',
    );
  step(`adding the Rust target ${TARGET}`);
  run('rustup', ['target', 'add', TARGET]);
}

function compileGeckodriver() {
  step(`compiling geckodriver ${GECKODRIVER_VERSION} (once; it takes a minute)`);
  const version = ['--version', GECKODRIVER_VERSION, '--locked'];
  const env = { ...process.env, CARGO_PROFILE_DEV_DEBUG: 'false' };
  run('cargo', ['install', 'geckodriver', ...version, '--quiet', '--debug', '--root', join(root, 'target/tools')], {
    env,
  });
}

/**
 * Installs Debian packages as root; anybody else is told the command.
 *
 * @param {string[]} names
 * @param {string} what
 */
function debian(names, what) {
  const command = `apt-get install --no-install-recommends ${names.join(' ')}`;
  if (!has('apt-get') || process.getuid?.() !== 0)
    missing(`${what} is missing.`, `On Debian or Ubuntu, as root: ${command}`);
  step(`installing ${names.join(' and ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  aptGet(['update', '-qq'], env);
  aptGet(['install', '-y', '-qq', '--no-install-recommends', ...names], env);
}

/**
 * Runs apt-get; while another program holds its lock, says so and waits for up to ten minutes.
 *
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function aptGet(args, env) {
  const end = Date.now() + 600_000;
  for (;;) {
    const { status, stderr, error } = spawnSync('apt-get', args, {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status === 0) return;
    if (!/(could not get|unable to (acquire|lock))/i.test(stderr ?? '') || Date.now() > end) {
      missing(`failed: apt-get ${args.join(' ')}`, String(error ?? stderr));
    }
    step('another program is using apt-get; waiting for it to end');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000);
  }
}

if (process.argv[1] === import.meta.filename) await setup();
