// The command line's import, run and measured: whole, killed and resumed, and without sending.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root, step } from '../scripts/tools.mjs';

export const TOKEN = 'demo-private-token';
/** Where the rows and what is installed are meanwhile. */
export const room = join(root, 'target/bench-api');
/** @typedef {Awaited<ReturnType<typeof serve>>} Server */

const program = join(root, 'target/release/profitwell');
const env = { ...process.env, PROFITWELL_PRIVATE_TOKEN: TOKEN };
/**
 * Requests that the documented limit allows in so many seconds: 25 at once, and again every 5 seconds.
 *
 * @param {number} seconds
 * @param {number} scale
 */
const allowed = (seconds, scale) => 25 * scale * (1 + seconds / 5);

/** Starts the local server of the documented API. @param {number} scale */
export async function serve(scale) {
  const child = spawn(join(root, 'target/release/profitwell-api-server'), [
    '--port',
    '0',
    '--rate-scale',
    String(scale),
    '--seed-customers',
    '0',
  ]);
  const [line] = await once(createInterface(child.stdout), 'line');
  const url = line.replace('listening on ', '');
  /** @param {string} path */
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

/** Row `n`. @param {number} n */
export const subscription = (n) => ({
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

/** So many rows as a file. @param {number} rows */
export async function file(rows) {
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

/** The same rows as Baremetrics writes them, every tenth of them cancelled. @param {number} rows */
export async function exported(rows) {
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

/**
 * Three dry runs of a file, the quickest first.
 *
 * @param {string} path
 * @param {string[]} [more]
 */
export async function checked(path, more = []) {
  const runs = [];
  for (let n = 0; n < 3; n += 1) runs.push(await run(['subscriptions', 'import', path, '--dry-run', ...more]));
  return runs.sort((one, other) => one.seconds - other.seconds);
}

/**
 * Runs the program; `killAfter` ends it so many milliseconds after its start.
 *
 * @param {string[]} args
 * @param {number} [killAfter]
 */
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

/**
 * @param {string} path
 * @param {Server} server
 * @param {number} scale
 * @param {string[]} [more]
 */
function importing(path, server, scale, more = []) {
  return ['subscriptions', 'import', path, '--base-url', server.url, '--rate-scale', String(scale), ...more];
}

/** @param {string} path */
const fresh = (path) => rmSync(`${path}.journal`, { force: true });

/**
 * One import from beginning to end.
 *
 * @param {number} rows
 * @param {number} scale
 */
export async function whole(rows, scale) {
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

/** The same file, killed five times at random moments. @param {number} rows */
export async function killed(rows) {
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
