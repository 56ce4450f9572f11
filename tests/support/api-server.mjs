// The local server of the documented API, for tests in JavaScript: built, started on a free port, stopped.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { program } from '../../scripts/tools.mjs';

/** @type {string | undefined} */
let built;

/**
 * Starts a server; `faults`, `seed` and `rows` are what crates/profitwell-api-server/src/{faults,control}.rs say.
 * @param {{token?: string, customers?: number, rateScale?: number, cap?: number, retryAfter?: boolean}} [options]
 */
export async function apiServer({
  token = 'demo-private-token',
  customers = 0,
  rateScale = 1,
  cap = 100_000,
  retryAfter = true,
} = {}) {
  built ??= program('profitwell-api-server');
  const words = [
    '--port',
    0,
    '--token',
    token,
    '--seed-customers',
    customers,
    '--rate-scale',
    rateScale,
    '--customers-cap',
    cap,
  ];
  const child = spawn(built, [...words.map(String), ...(retryAfter ? [] : ['--no-retry-after'])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  // A test that fails before its end leaves no server behind.
  const kill = () => child.kill();
  process.once('exit', kill);

  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, 'line'), ended]);
  lines.close();
  child.stdout.resume();
  const url = String(line).match(/^listening on (\S+)$/)?.[1];
  if (!url) throw new Error(`the local server of the API did not start: ${line}`);

  /** @type {(method: string, path: string, body?: object) => Promise<string>} */
  async function control(method, path, body) {
    const response = await fetch(`${url}/_control/${path}`, { method, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /_control/${path}: ${response.status} ${text}`);
    return text;
  }

  return {
    url,
    token,
    publicToken: 'demo-public-token',
    stats: async () => JSON.parse(await control('GET', 'stats')),
    rows: async () =>
      (await control('GET', 'subscriptions'))
        .split('\n')
        .filter(Boolean)
        .map((row) => JSON.parse(row)),
    /** @param {object[]} faults */
    faults: (...faults) => control('POST', 'faults', faults),
    clearFaults: () => control('DELETE', 'faults'),
    /** @type {(customers: number, updates?: number) => Promise<string>} */
    seed: (customers, updates) => control('POST', 'seed', { customers, updates }),
    reset: () => control('POST', 'reset'),
    async stop() {
      process.off('exit', kill);
      child.kill('SIGINT');
      await ended;
    },
  };
}
