// What the command line's import takes, beside what people use instead, all against the local server of the
// documented API. Writes benches/API.md. About eight minutes: the rate limit is the point.
//
//   --quick      a hundredth of the rows, about two minutes; prints the page instead of writing it
//   --paced      only the import at the documented limit, about a minute; writes its rows into the page that is there

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, step } from '../scripts/tools.mjs';
import { callCost, callTable } from './api-call.mjs';
import { checked, exported, file, killed, room, whole } from './api-import.mjs';
import { byCurl, byFetch, byStripe, loop } from './api-loops.mjs';

const { quick, paced: onlyPaced } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, paced: { type: 'boolean', default: false } },
}).values;
const MILLION = quick ? 10_000 : 1_000_000;

/** @param {number} part */
const percent = (part) => `${(100 * part).toFixed(1)} %`;
/** @param {number} value */
const number = (value) => value.toLocaleString('en');

/** @typedef {Awaited<ReturnType<typeof whole>>} Whole */

/** @param {Whole} row */
const importRow = ({ rows, scale, seconds, resident, throttled, share }) =>
  `| ${number(rows)} | ${number(25 * scale)} / 5 s | ${seconds.toFixed(1)} s | ${number(Math.round(rows / seconds))}/s | ${rows > 25 * scale ? percent(share) : 'all at once'} | ${throttled} | ${resident.toFixed(1)} MiB |`;
/**
 * What the import promises: the figure, whether it keeps to it, and in words.
 *
 * @typedef {[name: string, measured: string, met: boolean, target: string]} Promised
 * @param {Promised} row
 */
const promise = ([name, measured, met, target]) => `| ${name} | ${measured} | ${target} | ${met ? 'met' : 'not met'} |`;
/** @type {(row: Whole) => Promised[]} */
const pacedPromises = ({ share, throttled }) => [
  ['of 25 requests every 5 seconds', percent(share), share >= 0.99, '≥ 99 %'],
  ['429s in it', String(throttled), throttled === 0, '0'],
];
/** @param {Whole} row */
const pacedBeside = ({ rows, seconds, throttled }) =>
  `| \`profitwell subscriptions import\` | ${rows} | ${seconds.toFixed(1)} s | ${rows} | ${throttled} |`;

mkdirSync(room, { recursive: true });
step('release build');
spawnSync(
  'cargo',
  ['build', '--locked', '--release', '--package', 'profitwell-cli', '--package', 'profitwell-api-server'],
  { cwd: root, stdio: 'inherit' },
);

if (onlyPaced) {
  const place = join(root, 'benches/API.md');
  const row = await whole(300, 1);
  const lines = readFileSync(place, 'utf8').split('\n');
  /** @type {(line: string, cells: number) => void} */
  const put = (line, cells) => {
    const start = line.split('|', cells + 1).join('|');
    lines[lines.findIndex((other) => other.startsWith(`${start}|`))] = line;
  };
  for (const one of pacedPromises(row)) put(promise(one), 1);
  put(importRow(row), 2);
  put(pacedBeside(row), 2);
  writeFileSync(place, lines.join('\n'));
  rmSync(room, { recursive: true, force: true });
  console.log(row);
  process.exit();
}

const million = await file(MILLION);
step(`validation of ${number(MILLION)} rows`);
const checks = await checked(million);
const presetChecks = await checked(await exported(MILLION), ['--preset', 'baremetrics']);

const paced = await whole(quick ? 75 : 300, 1);
const careless = [await loop('loop over curl', 300, 1, byCurl), await loop('loop over fetch', 300, 1, byFetch)];
const unlimited = [
  await loop('loop over curl', 500, 1000, byCurl),
  await loop('loop over fetch', 5000, 1000, byFetch),
  quick ? null : await byStripe(),
].filter((row) => row !== null);
const scaled = [await whole(MILLION / 100, 1000), await whole(MILLION / 10, 1000), await whole(MILLION, 1000)];
const survived = await killed(100_000);

step('a call from JavaScript');
// Another build may be named to be compared with.
const calls = await callCost(process.env.BENCH_BESIDE);

/** @param {{ seconds: number, count: number }} row */
const perCall = (row) => row.seconds / row.count;
const ours = scaled[1].seconds / scaled[1].rows;
const rustc = spawnSync('rustc', ['--version']).stdout.toString().trim();
const curl = spawnSync('curl', ['--version']).stdout.toString().split(' ').slice(0, 2).join(' ');
const dry = presetChecks[1];
/** @type {Promised[]} */
const targets = [
  [`dry run of ${number(MILLION)} rows with a preset`, `${dry.seconds.toFixed(2)} s`, dry.seconds < 1.5, '< 1.5 s'],
  ['the same, memory', `${dry.resident.toFixed(1)} MiB`, dry.resident <= 28, '≤ 28 MiB'],
  [
    `import of ${number(MILLION)} rows, memory`,
    `${scaled[2].resident.toFixed(1)} MiB`,
    scaled[2].resident <= 28,
    '≤ 28 MiB',
  ],
  ...pacedPromises(paced),
];

const page = `# The import, measured

\`npm run bench:api\` writes this page. Everything ran on one machine, client and server side by side:
${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform};
${rustc}, node ${process.version}, ${curl}. The server is the repository's own, which keeps to the documented limits.

## What it promises

| | measured | target | |
|---|---:|---:|---|
${targets.map(promise).join('\n')}

## Import

*Of what is allowed*: the limit lets 25 requests through at once and then 25 every 5 seconds, both times the
scale. With limits a thousand times as wide the two processors are what limits, at the beginning of each window.

| rows | limit | time | rate | of what is allowed | 429s | memory (VmHWM) |
|---:|---:|---:|---:|---:|---:|---:|
${[paced, ...scaled].map(importRow).join('\n')}

Killed with \`kill -9\` ${survived.kills} times at random and resumed, ${number(survived.rows)} rows end as exactly ${number(survived.rows)}
subscriptions, none missing and none twice: ${number(survived.lookups)} rows in doubt were looked up, ${survived.refused} were sent twice. ${survived.throttled} requests
met a 429, which was obeyed: a program that starts anew does not know what was sent a moment before.

A dry run of ${number(MILLION)} rows (${Math.round(readFileSync(million).length / 1e6)} MB), which checks them and reports what they come to: ${checks[1].seconds.toFixed(2)} s
(median of 3), ${checks[1].resident.toFixed(1)} MiB; as an export, with \`--preset baremetrics\`: ${dry.seconds.toFixed(2)} s, ${dry.resident.toFixed(1)} MiB.

## Beside a loop

At the documented limit a loop that does not pace itself loses rows:

| | rows | time | made | 429s |
|---|---:|---:|---:|---:|
${pacedBeside(paced)}
${careless.map((row) => `| ${row.name} | ${row.count} | ${row.seconds.toFixed(1)} s | ${row.made} | ${row.throttled} |`).join('\n')}

Where the limit is a thousand times as wide, time per row, one call after the other for the loops:

| | rows | per row | ratio |
|---|---:|---:|---:|
| \`profitwell subscriptions import\`, paced | ${number(scaled[1].rows)} | ${(ours * 1000).toFixed(2)} ms | 1 |
${unlimited.map((row) => `| ${row.name} | ${number(row.count)} | ${(perCall(row) * 1000).toFixed(2)} ms | ${(perCall(row) / ours).toFixed(1)} |`).join('\n')}

The call of another vendor's client ends in 404 at this server: it stands here for the overhead of a call.

## A call from JavaScript, by itself

\`fetch\` answers at once, from memory.

${callTable(calls)}
`;
rmSync(room, { recursive: true, force: true });
if (!quick) writeFileSync(join(root, 'benches/API.md'), page);
console.log(page);
