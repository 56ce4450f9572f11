// What people use instead of the import: a loop over curl, over fetch, over another vendor's client.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { step } from '../scripts/tools.mjs';
import { room, serve, subscription, TOKEN } from './api-import.mjs';

/** @typedef {(url: string, n: number) => unknown} Call */

/**
 * One call after the other, without regard to the limit.
 *
 * @param {string} name
 * @param {number} count
 * @param {number} scale
 * @param {Call} call
 */
export async function loop(name, count, scale, call) {
  step(name);
  const server = await serve(scale);
  const began = performance.now();
  for (let n = 0; n < count; n += 1) await call(server.url, n);
  const seconds = (performance.now() - began) / 1000;
  const stats = await server.stats();
  server.end();
  return { name, count, seconds, made: stats.subscriptions, throttled: stats.throttled };
}

/** @type {Call} */
export const byCurl = (url, n) =>
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

/** @type {Call} */
export const byFetch = async (url, n) =>
  (
    await fetch(`${url}/v2/subscriptions/`, {
      method: 'POST',
      headers: { Authorization: TOKEN, 'Content-Type': 'application/json' },
      body: JSON.stringify(subscription(n)),
    })
  ).text();

/** Stripe's own client, as far as it gets: the local server does not know its paths, so that each call ends in 404. */
export async function byStripe() {
  const there = join(room, 'stripe');
  mkdirSync(there, { recursive: true });
  writeFileSync(join(there, 'package.json'), '{"private":true}');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent', 'stripe@19'], { cwd: there });
  if (status !== 0) return null;
  const { default: Stripe } = await import(join(there, 'node_modules/stripe/esm/stripe.esm.node.js'));
  const { version } = JSON.parse(readFileSync(join(there, 'node_modules/stripe/package.json'), 'utf8'));
  let client;
  /** @type {Call} */
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
