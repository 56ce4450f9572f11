// A small WebDriver client: starts an engine's driver on a free port, opens one session, and ends
// both with everything they started, also where the program fails.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CAPABILITIES, chromedriver, chromium, geckodriver, webkitdriver } from '../../scripts/setup.mjs';
import { freePort } from '../support/free-port.mjs';

/** @typedef {import('./conditions.mjs').Engine} Engine */
/** @typedef {ReturnType<typeof start>} Child */

const { 'goog:chromeOptions': CHROME, 'moz:firefoxOptions': FIREFOX } = CAPABILITIES;
const STARTS_WITHIN_MS = 60_000;
const ANSWERS_WITHIN_MS = 15_000;
const LOOKS_EVERY_MS = 20;

/**
 * How each engine is driven: its driver's command, what a session asks for, and whether it needs a display.
 *
 * @type {Record<Engine, { command(port: number): string[], options(): object, display?: boolean }>}
 */
const ENGINES = {
  Chromium: {
    command: (port) => [chromedriver(), `--port=${port}`, '--log-level=OFF'],
    options: () => ({
      'goog:chromeOptions': { binary: chromium(), args: ['--headless=new', ...CHROME.args] },
    }),
  },
  Firefox: {
    command: (port) => [geckodriver(), `--port=${port}`, '--websocket-port=0', '--log=fatal'],
    options: () => ({
      'moz:firefoxOptions': { ...FIREFOX, prefs: { ...FIREFOX.prefs, 'browser.chrome.site_icons': false } },
    }),
  },
  WebKit: {
    command: (port) => [webkitdriver(), `--port=${port}`],
    display: true, // it has no headless mode
    options: () => ({}),
  },
};

// The shell lives as long as our end of its pipe does, and takes the whole group with it: the
// driver and the browser it started end however we end.
const GUARD = '"$@" & cat; kill -KILL 0';

/**
 * Starts a program with whatever it starts as a group of its own.
 * @param {string[]} command
 * @param {import('node:child_process').SpawnOptions & { stdio?: import('node:child_process').IOType[] }} [options]
 */
const start = (command, { stdio = [], ...options } = {}) =>
  spawn('sh', ['-c', GUARD, 'sh', ...command], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore', ...stdio],
    ...options,
  });

/** @param {Child} child */
async function end(child) {
  const gone = once(child, 'exit');
  child.stdin?.end();
  await gone;
}

/** A display of its own: Xvfb writes which one it took. */
async function display() {
  const child = start(['Xvfb', '-displayfd', '3', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'], {
    stdio: ['pipe'],
  });
  const [number] = await once(/** @type {import('node:stream').Readable} */ (child.stdio[3]), 'data');
  return { child, name: `:${String(number).trim()}` };
}

/** Opens a session in an engine. @param {Engine} name */
export async function drive(name) {
  const engine = ENGINES[name];
  const home = mkdtempSync(join(tmpdir(), 'engine-')); // Firefox wants one that is its user's
  const screen = engine.display && (await display());
  const port = await freePort('127.0.0.1');
  const env = { ...process.env, HOME: home, NO_AT_BRIDGE: '1', ...(screen && { DISPLAY: screen.name }) };
  const driver = start(engine.command(port), { env });
  /** @type {(path: string, body?: object, method?: string) => Promise<any>} */
  const call = async (path, body, method = body ? 'POST' : 'GET') => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      signal: AbortSignal.timeout(STARTS_WITHIN_MS),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${name}: ${value?.error}: ${value?.message}`);
    return value;
  };
  const stop = async () => {
    await end(driver);
    if (screen) await end(screen.child);
    rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    for (const late = Date.now() + STARTS_WITHIN_MS; !(await call('/status').catch(() => null)); ) {
      if (Date.now() > late) throw new Error(`${name}: its driver does not start`);
      await delay(50);
    }
    const { sessionId, capabilities } = await call('/session', {
      capabilities: {
        alwaysMatch: {
          // A vendor's script that hangs holds the page's `load` up, and with 'eager' WebKit's driver
          // waits for that, too, now and then.
          pageLoadStrategy: 'none',
          timeouts: { script: ANSWERS_WITHIN_MS, pageLoad: ANSWERS_WITHIN_MS },
          ...engine.options(),
        },
      },
    });
    const session = `/session/${sessionId}`;
    /** @type {(script: (...given: any[]) => unknown, ...args: unknown[]) => Promise<any>} */
    const ask = (script, ...args) =>
      call(`${session}/execute/async`, {
        script: `const done = arguments[arguments.length - 1]; (${script}).apply(null, [done, ...arguments]);`,
        args,
      });
    /**
     * Asks until something is true in the page; of the page before that is false, or fails.
     *
     * @type {(test: (...given: any[]) => unknown, ...args: unknown[]) => Promise<void>}
     */
    const until = async (test, ...args) => {
      const script = `return (${test}).apply(null, arguments);`;
      for (const late = Date.now() + ANSWERS_WITHIN_MS; Date.now() < late; ) {
        if (await call(`${session}/execute/sync`, { script, args }).catch(() => false)) return;
        await delay(LOOKS_EVERY_MS); // asked without a pause, the browser is busy with answering
      }
      throw new Error(`${name}: in the page this stays false: ${test}`);
    };
    return {
      version: `${capabilities.browserName} ${capabilities.browserVersion}`,
      /** Opens a page and waits until its scripts have run. @param {string} url */
      async open(url) {
        // The address alone does not tell: a page may change its own, and the one before may begin with it.
        const mark = () => {
          Object.assign(window, { left: true });
        };
        await call(`${session}/execute/sync`, { script: `(${mark})()`, args: [] });
        await call(`${session}/url`, { url });
        await until(
          (url) => !('left' in window) && location.href.startsWith(url) && document.readyState !== 'loading',
          url,
        );
      },
      back: () => call(`${session}/back`, {}),
      until,
      /** Runs a function in the page, whose first argument is called with the answer. */
      ask,
      async close() {
        await call(session, undefined, 'DELETE').catch(() => {}); // the driver then ends its browser
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
