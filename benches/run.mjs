// `npm run bench`: measures every case beside every other in one run and writes what it found.
//
//   --loads N    cold loads per case and setting (60)
//   --seed N     the order of turns (by default from the clock, and printed)
//   --quick      few loads, under two minutes; writes to target/bench/ only
//   --write      with --quick: writes where the full run does
//   --check      ends with 1 if a target that repeats from run to run is not met

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../scripts/build.mjs';
import { setup } from '../scripts/setup.mjs';
import { root, step } from '../scripts/tools.mjs';

const { values: given } = parseArgs({
  options: {
    loads: { type: 'string' },
    seed: { type: 'string' },
    quick: { type: 'boolean' },
    write: { type: 'boolean' },
    check: { type: 'boolean' },
  },
});
/**
 * @param {string} name
 * @param {string} text
 */
const whole = (name, text) => {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  console.error(`--${name} is not a whole number from 1: give for example --${name} 60`);
  process.exit(1);
};
const loads = whole('loads', given.loads ?? (given.quick ? '2' : '60'));
const warmLoads = Math.max(1, Math.ceil(loads / 4));
const seed = whole('seed', given.seed ?? String((Date.now() % 1e9) + 1));

await setup({ tests: true });
await build();
const { start } = await import('./chromium.mjs');
const { host } = await import('./server.mjs');
const { random } = await import('./statistics.mjs');
const { growth, hostedLoads, identify, navigation, serveVendor, turns, warm } = await import('./measure.mjs');
const { judge } = await import('./targets.mjs');
const { report } = await import('./report.mjs');
const { costPage } = await import('./cost.mjs');

const vendor = await host('127.0.0.1');
const page = await host('localhost');
const chromium = await start();
serveVendor(vendor);

const all = turns({ loads, warmLoads });
const began = Date.now();
let taken = -1; // the first turn starts the clock
let first;
let said = began;
const tick = () => {
  taken += 1;
  first ??= Date.now();
  if (Date.now() - said < 10_000 || !taken) return;
  said = Date.now();
  const left = Math.round((((said - first) / taken) * (all - taken - 1)) / 1000);
  console.log(
    `  ${taken} of ${all} loads, about ${left >= 90 ? `${Math.round(left / 60)} minutes` : `${left} seconds`} left`,
  );
};

const results = /** @type {import('./types.js').Results} */ ({});
try {
  const tools = { page, vendor, chromium, next: random(seed), loads, warmLoads, tick };
  step(`building pages, then cold loads, ${loads} per case and setting (seed ${seed})`);
  Object.assign(results, await navigation(tools));
  step('identify inside hosts');
  results.identify = await identify(tools);
  step('warm identify and memory');
  results.warm = await warm(tools);
  step('how it grows');
  results.growth = await growth(tools);
} finally {
  await Promise.all([chromium.close(), page.close(), vendor.close()]);
}

/** @param {string[]} args */
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
results.about = {
  loads,
  hostedLoads: hostedLoads(loads),
  warmLoads,
  seed,
  minutes: (Date.now() - began) / 60_000,
  date: new Date().toISOString().slice(0, 10),
  processor: cpus()[0].model.trim(),
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${process.arch}`,
  chromium: chromium.version,
  node: process.versions.node,
  rust: execFileSync('rustc', ['--version'], { encoding: 'utf8' }).trim(),
  commit:
    git('rev-parse', '--short', 'HEAD') +
    (git('status', '--porcelain', '--', 'src', 'js', 'scripts', 'benches', 'Cargo.lock', 'package-lock.json')
      ? ', changed'
      : ''),
};

const target = given.quick && !given.write ? join(root, 'target/bench') : root;
/**
 * @param {string} path
 * @param {string} text
 */
const write = (path, text) => {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  writeFileSync(join(target, path), text);
};
const judged = judge(results);
for (const [path, text] of Object.entries(report(results, judged))) write(path, text);
write('docs/cost.md', costPage(results));
mkdirSync(join(root, 'target/bench'), { recursive: true });
writeFileSync(join(root, 'target/bench/results.json'), JSON.stringify(results));

console.log('');
for (const { name, measured, target: wanted, verdict } of judged)
  console.log(`${verdict.padEnd(8)}  ${name}: ${measured} (target ${wanted})`);
console.log(`\nwritten to ${join(target, 'benches/RESULTS.md')}`);
if (given.check && judged.some(({ repeats, verdict }) => repeats && verdict === 'not met')) process.exitCode = 1;
