// What a call of the API client costs by itself: `fetch` answers at once, from memory. `npm run bench:api` has it as a
// section; alone, with another build to compare with, `node benches/api-call.mjs DIST/api.js`: the two take turns. And
// what a list holds on to: `node --expose-gc benches/api-call.mjs --memory 1000000`.

import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/tools.mjs';
import { median } from './statistics.mjs';

const ROUNDS = 21;
const subscription = {
  user_id: 'pwu_1',
  subscription_id: 'pws_1',
  user_alias: 'user-1',
  subscription_alias: 'sub-1',
  email: 'a@example.com',
  plan_id: 'pro',
  plan_interval: 'month',
  plan_currency: 'usd',
  status: 'active',
  value: 5000,
  effective_date: 1514764800,
  meta: {},
};
/** @param {number} n */
const customer = (n) => ({
  customer_id: `cus_${n}`,
  email: `someone.number.${n}@example.com`,
  first_name: 'Ada',
  last_name: 'Lovelace',
  mrr_cents: 5000,
  plans: ['pro'],
  status: 'active',
  created_on: '2020-01-01',
  activated_on: '2020-01-02',
  churned_on: null,
  updated_on: `2020-01-03T00:00:00.${n}Z`,
  total_spend_cents: 90000,
});
const page = Array.from({ length: 250 }, (_, n) => customer(n));

/** @typedef {import('retention-destinations/api').ProfitWellApi} Api */

/**
 * What is called so many times in a round, and what `fetch` answers.
 *
 * @type {{ name: string, count: number, answer: object, call(api: Api): Promise<unknown> }[]}
 */
const CASES = [
  {
    name: '`subscriptions.create`',
    count: 40,
    answer: subscription,
    call: (api) =>
      api.subscriptions.create({
        email: 'a@example.com',
        planId: 'pro',
        planInterval: 'month',
        value: 5000,
        effectiveDate: 1514764800,
        userAlias: 'user-1',
        subscriptionAlias: 'sub-1',
      }),
  },
  { name: '`users.delete`', count: 40, answer: { detail: 'deleted' }, call: (api) => api.users.delete('user-1') },
  {
    name: '`metrics.monthly`',
    count: 20,
    answer: {
      data: { recurring_revenue: Array.from({ length: 24 }, (_, n) => ({ date: `20${10 + n}-01`, value: n * 1.5 })) },
    },
    call: (api) => api.metrics.monthly(),
  },
  {
    name: '`customers.list`, 249 of them',
    count: 2,
    answer: page.slice(1),
    call: (api) => api.customers.list().toArray(),
  },
];

/** @type {(path: string) => Promise<Api>} */
async function load(path) {
  const { ProfitWellApi } = await import(pathToFileURL(path).href);
  return new ProfitWellApi({ privateToken: 't', rateScale: 1e6, retries: 0 });
}

/**
 * Microseconds of processor time of a call by case, the median of the rounds; with another build also its own, and the median of the
 * ratios of neighbouring turns.
 * @param {string} [beside]
 */
export async function callCost(beside) {
  const clients = [await load(join(root, 'dist/api.js'))];
  if (beside) clients.push(await load(resolve(beside)));
  const { fetch } = globalThis;
  const rows = [];
  try {
    for (const { name, count, answer, call } of CASES) {
      const body = JSON.stringify(answer);
      globalThis.fetch = async () => new Response(body, { headers: { 'content-type': 'application/json' } });
      const times = clients.map(() => /** @type {number[]} */ ([]));
      // One round more than counted: the first compiles.
      for (let round = 0; round <= ROUNDS; round += 1) {
        const order = round % 2 ? [...clients.keys()] : [...clients.keys()].reverse();
        for (const index of order) {
          const began = process.cpuUsage();
          for (let n = 0; n < count; n += 1) await call(clients[index]);
          const { user, system } = process.cpuUsage(began);
          if (round) times[index].push((user + system) / count);
        }
      }
      const [ours, theirs] = times;
      rows.push({
        name,
        us: median(ours),
        beside: theirs && median(theirs),
        ratio: theirs && median(ours.map((time, round) => time / theirs[round])),
      });
    }
  } finally {
    globalThis.fetch = fetch;
  }
  return rows;
}

/**
 * Lists so many customers, 250 at a time: MiB of the module's memory and of JavaScript's heap after a tenth of them and
 * at the end. Needs `--expose-gc`.
 *
 * @param {number} count
 */
async function listMemory(count) {
  const api = await load(join(root, 'dist/api.js'));
  /** @param {number} n */
  const updated = (n) => `2020-${String(n).padStart(9, '0')}`;
  const { fetch } = globalThis;
  globalThis.fetch = async (url) => {
    const from = Number(new URL(String(url)).searchParams.get('start_date')?.slice(5) ?? 0);
    const length = Math.min(250, count - from);
    return new Response(
      JSON.stringify(Array.from({ length }, (_, n) => ({ ...customer(from + n), updated_on: updated(from + n) }))),
    );
  };
  const memory = () => {
    globalThis.gc?.();
    const { heapUsed, arrayBuffers, external } = process.memoryUsage();
    return (heapUsed + Math.max(arrayBuffers, external)) / 2 ** 20;
  };
  let seen = 0;
  let early;
  try {
    for await (const _ of api.customers.list()) {
      seen += 1;
      if (seen === count / 10) early = memory();
    }
  } finally {
    globalThis.fetch = fetch;
  }
  return { seen, early, late: memory() };
}

/** The rows as a table. @param {Awaited<ReturnType<typeof callCost>>} rows */
export const callTable = (rows) => `| call | by itself |${rows[0].ratio ? ' the other build | ratio |' : ''}
|---|---:|${rows[0].ratio ? '---:|---:|' : ''}
${rows.map(({ name, us, beside, ratio }) => `| ${name} | ${us.toFixed(0)} µs |${ratio ? ` ${beside.toFixed(0)} µs | ${ratio.toFixed(2)} |` : ''}`).join('\n')}`;

if (process.argv[1] === import.meta.filename) {
  if (process.argv[2] === '--memory') console.log(await listMemory(Number(process.argv[3])));
  else console.log(callTable(await callCost(process.argv[2])));
}
