// How what a tool has built is executed: in Chromium, from a folder or a server, or by a command.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, extname, join } from 'node:path';
import { boundPort, root } from '../../scripts/tools.mjs';
import { launch, VENDOR, VENDOR_SCRIPT } from '../e2e/support.mjs';
import { freePort } from '../support/free-port.mjs';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.css': 'text/css',
  '.json': 'application/json',
};

/**
 * What commands find: the folder's own programs, then the repository's.
 *
 * @type {(folder: string, more?: NodeJS.ProcessEnv) => NodeJS.ProcessEnv}
 */
const environment = (folder, more = {}) => ({
  ...process.env,
  PATH: [join(folder, 'node_modules/.bin'), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
  CI: '1',
  NO_COLOR: '1',
  DENO_NO_UPDATE_CHECK: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  ASTRO_TELEMETRY_DISABLED: '1',
  NG_CLI_ANALYTICS: 'false',
  ...more,
});

/**
 * Starts a command in a shell, in a process group of its own.
 *
 * @param {string} command
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} [env]
 */
function start(command, folder, env) {
  const child = spawn(command, {
    cwd: folder,
    shell: true,
    detached: true,
    env: environment(folder, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  /** @type {Buffer[]} */
  const parts = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => parts.push(part));
  return { child, output: () => String(Buffer.concat(parts)) };
}

/**
 * Runs a command to its end and gives what it wrote to standard output.
 * @param {string} command
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function command(command, folder, env) {
  const { child, output } = start(command, folder, env);
  /** @type {Buffer[]} */
  const printed = [];
  child.stdout.on('data', (part) => printed.push(part));
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`${command} ended with ${status}:\n${output().slice(-4000)}`);
  return String(Buffer.concat(printed)).trim();
}

/**
 * Serves a folder while `task` runs with its address.
 *
 * @param {string} folder
 * @param {(url: string) => Promise<void>} task
 */
export async function serving(folder, task) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    if (!file.startsWith(folder) || !existsSync(file)) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(readFileSync(file));
  }).listen(0, 'localhost');
  await once(server, 'listening');
  try {
    return await task(`http://localhost:${boundPort(server)}/`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/**
 * Runs a server, which takes its port from `PORT`, while `task` runs with its address.
 *
 * @param {string} command
 * @param {string} folder
 * @param {(url: string) => Promise<void>} task
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function running(command, folder, task, env) {
  const port = await freePort('localhost');
  const { child, output } = start(command, folder, { PORT: String(port), ...env });
  const ended = once(child, 'close');
  try {
    const url = `http://localhost:${port}/`;
    while (!(await fetch(url).catch(() => undefined))) {
      if (child.exitCode !== null) throw new Error(`${command} ended:\n${output().slice(-4000)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return await task(url);
  } finally {
    if (child.exitCode === null) process.kill(-Number(child.pid));
    await ended;
  }
}

/**
 * Opens a page in Chromium, lets a visitor `act`, and asserts that ProfitWell is loaded once and told `calls`.
 * @param {string} url
 * @param {any[]} calls
 * @param {(page: import('playwright-core').Page) => Promise<unknown>} [act]
 * @param {Record<string, string>} [answers] what other addresses that begin so answer
 */
export async function inChromium(url, calls, act, answers = {}) {
  const context = await (await launch()).newContext();
  const requests = [];
  /** @type {string[]} */
  const errors = [];
  await context.route('**/*', (route) => {
    const asked = route.request().url();
    if (asked.startsWith(new URL(url).origin)) return route.continue();
    if (asked.startsWith(VENDOR)) {
      requests.push(asked);
      return route.fulfill({ contentType: 'text/javascript', body: VENDOR_SCRIPT });
    }
    const body = Object.entries(answers).find(([beginning]) => asked.startsWith(beginning))?.[1];
    if (body === undefined) return route.abort();
    return route.fulfill({
      contentType: body.startsWith('{') ? 'application/json' : 'text/javascript',
      headers: { 'access-control-allow-origin': '*' },
      body,
    });
  });
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(url);
    await act?.(page);
    const told = await page
      .waitForFunction(
        (least) => {
          const all = [...(window.__vendor?.calls ?? []), ...(window.profitwell?.q ?? [])];
          return all.length >= least && JSON.parse(JSON.stringify(all.map((call) => [...call])));
        },
        calls.length,
        { timeout: 20_000 },
      )
      .then((handle) => handle.jsonValue())
      .catch((error) => String(error));
    assert.deepEqual(
      { errors, told, loads: requests.length },
      { errors: [], told: calls, loads: calls.length ? 1 : 0 },
    );
  } finally {
    await context.close();
  }
}

/**
 * Opens a page in Chromium and waits until its title is `title`.
 *
 * @param {string} url
 * @param {string} title
 */
export async function untilTitle(url, title) {
  const context = await (await launch()).newContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction((expected) => document.title === expected, title, { timeout: 20_000 });
  } finally {
    await context.close();
  }
}
