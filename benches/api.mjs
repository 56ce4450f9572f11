// What the command line's import takes, beside what people use instead, all against the local server of the
// documented API. Writes benches/API.md. About eight minutes: the rate limit is the point.
//
//   --quick      a hundredth of the rows, about two minutes; prints the page instead of writing it
//   --paced      only the import at the documented limit, about a minute; writes its rows into the page that is there

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { root, step } from '../scripts/tools.mjs';
import { callCost, callTable } from './api-call.mjs';

const { quick, paced: onlyPaced } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, paced: { type: 'boolean', default: false } },
}).values;
const MILLION = quick ? 10_000 : 1_000_000;
const TOKEN = 'demo-private-token';
const room = join(root, 'target/bench-api');
const program = join(root, 'target/release/profitwell');
const env = { ...process.env, PROFITWELL_PRIVATE_TOKEN: TOKEN };
/** Requests that the documented limit allows in so many seconds: 25 at once, and again every 5 seconds. */
const allowed = (seconds, scale) => 25 * scale * (1 + seconds / 5);
const percent = (part) => `${(100 * part).toFixed(1)} %`;
const number = (value) => value.toLocaleString('en');

async function serve(scale) {
  const child = spawn(join(root, 'target/release/profitwell-api-server'), [
    '--port',
    '0',
    '--rate-scale',
    scale,
    '--seed-customers',
    '0',
  ]);
  const [line] = await once(createInterface(child.stdout), 'line');
  const url = line.replace('listening on ', '');
  const control = (path) => fetch(`${url}/_control/${path}`);
  return {
    url,
    stats: async () => (await control('stats')).json(),
    aliases: async () =>
      (await (await control('subscriptions')).text())
        .trim()
        .split('\n')
        .map((row) => JSON.parse(row).subscription_alias),
    end: () => child.kill(),
  };
}

const subscription = (n) => ({
  subscription_alias: `sub-${n}`,
  user_alias: `user-${n >> 1}`,
  email: `someone.number.${n}@example.com`,
  plan_id: `plan-${n % 40}`,
  plan_interval: 'month',
  plan_currency: 'usd',
  status: 'active',
  value: 1000 + (n % 9000),
  effective_date: 1514764800 + n,
});

async function file(rows) {
  const path = join(room, `${rows}.csv`);
  const out = createWriteStream(path);
  out.write(`${Object.keys(subscription(0)).join(',')}\n`);
  for (let n = 0; n < rows; n += 1) {
    if (!out.write(`${Object.values(subscription(n)).join(',')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return path;
}

/** The same rows as Baremetrics writes them, every tenth of them cancelled. */
async function exported(rows) {
  const path = join(room, `${rows}-baremetrics.csv`);
  const out = createWriteStream(path);
  out.write(
    'plan_oid,plan_name,plan_currency,plan_amount,plan_interval,plan_interval_count,customer_oid,customer_name,customer_email,subscription_oid,subscription_started_at,subscription_canceled_at,subscription_quantity\n',
  );
  for (let n = 0; n < rows; n += 1) {
    const ended = n % 10 === 9 ? '2024-05-04' : '';
    const row = `plan-${n % 40},Plan ${n % 40},USD,${1000 + (n % 9000)},month,1,user-${n >> 1},Some Body,someone.number.${n}@example.com,sub-${n},2020-03-${10 + (n % 20)},${ended},1\n`;
    if (!out.write(row)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  return path;
}

/** Three dry runs of a file, the quickest first. */
async function checked(path, more = []) {
  const runs = [];
  for (let n = 0; n < 3; n += 1) runs.push(await run(['subscriptions', 'import', path, '--dry-run', ...more]));
  return runs.sort((one, other) => one.seconds - other.seconds);
}

/** Runs the program; `killAfter` ends it so many milliseconds after its start. */
async function run(args, killAfter) {
  const began = performance.now();
  const child = spawn(program, args, { env });
  let err = '';
  let resident = 0;
  child.stdout.resume();
  child.stderr.on('data', (text) => {
    err += text;
  });
  const look = setInterval(() => {
    try {
      const high = readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)?.[1];
      resident = Math.max(resident, Number(high ?? 0) / 1024);
    } catch {
      /* it has ended */
    }
  }, 10);
  const timer = killAfter && setTimeout(() => child.kill('SIGKILL'), killAfter);
  const [code, signal] = await once(child, 'close');
  clearInterval(look);
  clearTimeout(timer);
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`${args.join(' ')}: ${code} ${err}`);
  return { seconds: (performance.now() - began) / 1000, resident, killed: signal === 'SIGKILL' };
}

function importing(path, server, scale, more = []) {
  return ['subscriptions', 'import', path, '--base-url', server.url, '--rate-scale', String(scale), ...more];
}

const fresh = (path) => rmSync(`${path}.journal`, { force: true });

/** One import from beginning to end. */
async function whole(rows, scale) {
  step(`import of ${rows} rows, limits times ${scale}`);
  const path = await file(rows);
  fresh(path);
  const server = await serve(scale);
  const { seconds, resident } = await run(importing(path, server, scale));
  const stats = await server.stats();
  server.end();
  if (stats.subscriptions !== rows) throw new Error(`${stats.subscriptions} of ${rows}`);
  return { rows, scale, seconds, resident, throttled: stats.throttled, share: rows / allowed(seconds, scale) };
}

/** The same file, killed five times at random moments. */
async function killed(rows) {
  step(`import of ${rows} rows, killed five times`);
  const path = await file(rows);
  fresh(path);
  const server = await serve(1000);
  let kills = 0;
  // A fixed sequence of numbers, so that every run is killed at the same moments.
  let dice = 7;
  for (let left = 5; left > 0; left -= 1) {
    dice = (dice * 1103515245 + 12345) % 2147483648;
    const { killed } = await run(importing(path, server, 1000, kills ? ['--resume'] : []), 500 + (dice % 2500));
    kills += Number(killed);
  }
  await run(importing(path, server, 1000, ['--resume']));
  const stats = await server.stats();
  const aliases = await server.aliases();
  server.end();
  const expected = new Set(Array.from({ length: rows }, (_, n) => `sub-${n}`));
  const exact = aliases.length === rows && aliases.every((alias) => expected.delete(alias)) && expected.size === 0;
  if (!exact || kills !== 5) throw new Error(`${kills} kills, ${aliases.length} rows, exact: ${exact}`);
  return {
    kills,
    rows,
    refused: stats.statuses['400'] ?? 0,
    lookups: Object.entries(stats.requests).find(([name]) => name.startsWith('GET /v2/users/'))?.[1] ?? 0,
    throttled: stats.throttled,
  };
}

/** One call after the other, without regard to the limit. */
async function loop(name, count, scale, call) {
  step(name);
  const server = await serve(scale);
  const began = performance.now();
  for (let n = 0; n < count; n += 1) await call(server.url, n);
  const seconds = (performance.now() - began) / 1000;
  const stats = await server.stats();
  server.end();
  return { name, count, seconds, made: stats.subscriptions, throttled: stats.throttled };
}

const byCurl = (url, n) =>
  spawnSync('curl', [
    '-s',
    '-o',
    '/dev/null',
    '-H',
    `Authorization: ${TOKEN}`,
    '-H',
    'Content-Type: application/json',
    '-d',
    JSON.stringify(subscription(n)),
    `${url}/v2/subscriptions/`,
  ]);

const byFetch = async (url, n) =>
  (
    await fetch(`${url}/v2/subscriptions/`, {
      method: 'POST',
      headers: { Authorization: TOKEN, 'Content-Type': 'application/json' },
      body: JSON.stringify(subscription(n)),
    })
  ).text();

/** Stripe's own client, as far as it gets: the local server does not know its paths, so that each call ends in 404. */
async function byStripe() {
  const there = join(room, 'stripe');
  mkdirSync(there, { recursive: true });
  writeFileSync(join(there, 'package.json'), '{"private":true}');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent', 'stripe@19'], { cwd: there });
  if (status !== 0) return null;
  const { default: Stripe } = await import(join(there, 'node_modules/stripe/esm/stripe.esm.node.js'));
  const { version } = JSON.parse(readFileSync(join(there, 'node_modules/stripe/package.json'), 'utf8'));
  let client;
  const call = async (url, n) => {
    client ??= new Stripe('sk_test_local', {
      host: '127.0.0.1',
      port: Number(new URL(url).port),
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    });
    await client.subscriptions
      .create({ customer: `user-${n >> 1}`, items: [{ price: `plan-${n % 40}` }] })
      .catch(() => {});
  };
  return loop(`loop over stripe ${version} (npm), another vendor's API`, 2000, 1000, call);
}

const importRow = ({ rows, scale, seconds, resident, throttled, share }) =>
  `| ${number(rows)} | ${number(25 * scale)} / 5 s | ${seconds.toFixed(1)} s | ${number(Math.round(rows / seconds))}/s | ${rows > 25 * scale ? percent(share) : 'all at once'} | ${throttled} | ${resident.toFixed(1)} MiB |`;
/** What the import promises: the figure, whether it keeps to it, and in words. */
const promise = ([name, measured, met, target]) => `| ${name} | ${measured} | ${target} | ${met ? 'met' : 'not met'} |`;
const pacedPromises = ({ share, throttled }) => [
  ['of 25 requests every 5 seconds', percent(share), share >= 0.99, '≥ 99 %'],
  ['429s in it', String(throttled), throttled === 0, '0'],
];
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

const perCall = (row) => row.seconds / row.count;
const ours = scaled[1].seconds / scaled[1].rows;
const rustc = spawnSync('rustc', ['--version']).stdout.toString().trim();
const curl = spawnSync('curl', ['--version']).stdout.toString().split(' ').slice(0, 2).join(' ');
const dry = presetChecks[1];
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
