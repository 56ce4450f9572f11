// One Chromium, and in it a fresh context with an empty cache for every load.

import { chromium } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, chromium as executable } from '../scripts/setup.mjs';

const LONGEST_LOAD_MS = 30_000;

/** @typedef {{ heap(): Promise<number>, evaluate(code: string): Promise<any> }} Page what `look` gets */

/** Starts it; `version` names it, `load` opens a page in it. */
export async function start() {
  const browser = await chromium.launch({
    executablePath: executable(),
    args: CHROMIUM_ARGUMENTS,
  });
  /**
   * @template [T=undefined]
   * @param {string} url
   * @param {Partial<import('./types.js').Setting>} [setting]
   * @param {(page: Page) => Promise<T>} [look]
   */
  const open = (url, setting, look) => load(browser, url, setting, look);
  return { version: browser.version(), load: open, close: () => browser.close() };
}

/**
 * Opens a page cold and waits until it calls `benchDone(value)` and its `load` event is over.
 * Returns that value, the processor time of the main thread until then in milliseconds (`scriptMs` in
 * scripts and compiling them, `taskMs` in all), `paths` of what the page's own host was asked for, and
 * `seen`, what `look` made of the page after that.
 *
 * @template [T=undefined]
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {Partial<import('./types.js').Setting>} [setting]
 * @param {(page: Page) => Promise<T>} [look]
 */
async function load(browser, url, { latencyMs = 0, bitsPerSecond = 0, slowdown = 1 } = {}, look) {
  const context = await browser.newContext();
  let timer;
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Runtime.enable');
    await cdp.send('Runtime.addBinding', { name: 'benchDone' });
    // Thread time, not wall time: what other programs do meanwhile does not count.
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: latencyMs,
      downloadThroughput: bitsPerSecond ? bitsPerSecond / 8 : -1,
      uploadThroughput: bitsPerSecond ? bitsPerSecond / 8 : -1,
    });
    if (slowdown > 1) await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    /** @type {string[]} */
    const errors = [];
    const paths = new Set();
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url());
      if (url.startsWith(origin)) paths.add(pathname);
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    const done = new Promise((resolve, reject) => {
      cdp.on('Runtime.bindingCalled', ({ payload }) => resolve(JSON.parse(payload)));
      timer = setTimeout(
        () => reject(new Error(`${url} did not finish in ${LONGEST_LOAD_MS} ms: ${errors}`)),
        LONGEST_LOAD_MS,
      );
    });
    await Promise.all([done, page.goto(url, { waitUntil: 'load', timeout: LONGEST_LOAD_MS })]);
    const metrics = Object.fromEntries(
      (await cdp.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]),
    );
    if (errors.length) throw new Error(`${url} threw: ${errors}`);
    return {
      value: await done,
      scriptMs: (metrics.ScriptDuration + metrics.V8CompileDuration) * 1000,
      taskMs: metrics.TaskDuration * 1000,
      paths: [...paths],
      seen: /** @type {T} */ (await look?.({ heap: () => liveHeap(cdp), evaluate: (code) => page.evaluate(code) })),
    };
  } finally {
    clearTimeout(timer);
    await context.close();
  }
}

/** Bytes of JS heap after a collection. @param {import('playwright-core').CDPSession} cdp */
async function liveHeap(cdp) {
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize;
}
