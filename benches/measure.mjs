// Takes the measurements: rounds in which every case has its turn once, in random order.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/tools.mjs';
import { GROWTH } from './cases/growth.mjs';
import { CASES } from './cases/index.mjs';
import { VENDOR_PROLOGUE } from './cases/page.mjs';
import { QUIET_VENDOR, WARM } from './cases/warm.mjs';
import { SETTINGS } from './settings.mjs';
import { weigh } from './sizes.mjs';
import { median, shuffled } from './statistics.mjs';

/** @typedef {Awaited<ReturnType<typeof import('./server.mjs').host>>} Host */
/** @typedef {import('./types.js').Results} Results */

/**
 * What measuring takes: the two hosts, the browser, the order of turns, and how much is measured.
 *
 * @typedef {object} Tools
 * @property {Host} page
 * @property {Host} vendor
 * @property {Awaited<ReturnType<typeof import('./chromium.mjs').start>>} chromium
 * @property {() => number} next
 * @property {number} loads
 * @property {number} warmLoads
 * @property {() => void} tick
 */

const CALLS = 10_000;
const BATCHES = 9;
const MANY_CALLS = 1_000_000;
const WASM_PAGE = 65_536;
/** Cases inside hosts take part in every third round of navigations: their hosts take most of the time. */
const EVERY = 3;

/** Where the vendor's two stand-ins are: one that reports, one that keeps nothing. */
const VENDOR = '/js/profitwell.js';
const QUIET = '/js/quiet.js';

/** @param {Host} vendor */
export function serveVendor(vendor) {
  vendor.put(VENDOR, VENDOR_PROLOGUE + readFileSync(join(root, 'www/vendor/profitwell.js'), 'utf8'));
  vendor.put(QUIET, QUIET_VENDOR);
}

/**
 * How many turns a run of this many loads has, for the progress.
 *
 * @param {{ loads: number, warmLoads: number }} counts
 */
export const turns = ({ loads, warmLoads }) =>
  Object.keys(SETTINGS).length * ((CASES.length - hosted().length) * loads + hosted().length * hostedLoads(loads)) +
  loads * hosted().length +
  warmLoads * (WARM.length + GROWTH.length) +
  WARM.length;

/** @param {import('./chromium.mjs').Page} page */
const heapOf = ({ heap }) => heap();

/** How many loads a case inside a host has per setting: no target looks at those. @param {number} loads */
export const hostedLoads = (loads) => Math.ceil(loads / EVERY);

const hosted = () => CASES.filter(({ group }) => group !== 'alone');

/**
 * Runs `turn(case)` for the cases of every round and collects the answers by id.
 *
 * @template {{ id: string }} C, T
 * @param {number} count
 * @param {C[] | ((round: number) => C[])} cases
 * @param {() => number} next
 * @param {(one: C) => Promise<T>} turn
 */
async function rounds(count, cases, next, turn) {
  const inRound = typeof cases === 'function' ? cases : () => cases;
  /** @type {Record<string, T[]>} */
  const collected = {};
  for (let round = 0; round < count; round += 1) {
    for (const one of shuffled(inRound(round), next)) {
      collected[one.id] ??= [];
      collected[one.id].push(await turn(one));
    }
  }
  return collected;
}

/**
 * Puts a case's page on its host; returns the page, and what its files weigh.
 *
 * @param {import('./types.js').Case} one
 * @param {Host} page
 * @param {string} vendorUrl
 * @param {boolean} identify
 */
async function publish(one, page, vendorUrl, identify) {
  const built = await one.page({ vendorUrl, identify });
  const path = `/${one.id}${identify ? '/identify' : ''}/`;
  for (const [name, content] of Object.entries(built.files)) page.put(path + name.slice(1), content);
  page.put(path, built.html);
  return { ...built, url: page.origin + path, path };
}

/**
 * Cold loads on every setting: per setting and case `started` (navigation to the vendor's `start`),
 * `evaluated` (the script's first line to it), `scriptMs`, `taskMs`; unthrottled also `heap`.
 *
 * @param {Tools} tools
 */
export async function navigation({ page, vendor, chromium, next, loads, tick }) {
  /** @type {Record<string, Awaited<ReturnType<typeof publish>>>} */
  const built = {};
  for (const one of CASES) built[one.id] = await publish(one, page, vendor.origin + VENDOR, false);
  /** @type {Results['bytes']} */
  const bytes = {};
  /** @type {Results['settings']} */
  const settings = {};
  for (const [setting, limits] of Object.entries(SETTINGS)) {
    const measureHeap = setting === 'unthrottled' ? heapOf : async () => NaN;
    /** @param {number} round */
    const inRound = (round) => CASES.filter(({ group }) => group === 'alone' || round % EVERY === 0);
    const collected = await rounds(loads, inRound, next, async ({ id }) => {
      const { value, scriptMs, taskMs, paths, seen: heap } = await chromium.load(built[id].url, limits, measureHeap);
      bytes[id] ??= bytesOf(built[id], paths);
      tick();
      return { started: value.told, evaluated: value.told - value.evaluated, scriptMs, taskMs, heap };
    });
    settings[setting] = columns(collected);
  }
  return { bytes, settings };
}

/**
 * The destination's own bytes, and those of all scripts that the page has downloaded.
 *
 * @param {Awaited<ReturnType<typeof publish>>} built
 * @param {string[]} paths
 */
function bytesOf({ own, files, path, inlined = [] }, paths) {
  const downloaded = Object.keys(files).filter((name) => paths.includes(path + name.slice(1)));
  return { own: weigh(own), whole: weigh([...inlined, ...downloaded.map((name) => files[name])]) };
}

/**
 * Cold loads in which a host is told of the visitor at once: milliseconds from there to the vendor.
 *
 * @param {Tools} tools
 */
export async function identify({ page, vendor, chromium, next, loads, tick }) {
  /** @type {Record<string, Awaited<ReturnType<typeof publish>>>} */
  const built = {};
  for (const one of hosted()) built[one.id] = await publish(one, page, vendor.origin + VENDOR, true);
  return columns(
    await rounds(loads, hosted(), next, async ({ id }) => {
      const { value } = await chromium.load(built[id].url);
      tick();
      return { told: value.told - value.identified };
    }),
  );
}

/** Nanoseconds of one warm `identify`: the median of batches of 10,000 calls, per load. @param {Tools} tools */
export async function warm({ page, vendor, chromium, next, warmLoads, tick }) {
  for (const { id, html } of WARM) page.put(`/warm/${id}`, await html(vendor.origin + QUIET));
  const time = timing(CALLS);
  const times = columns(
    await rounds(warmLoads, WARM, next, async ({ id }) => {
      const { seen: batches } = await chromium.load(`${page.origin}/warm/${id}`, {}, ({ evaluate }) => evaluate(time));
      tick();
      return { ns: median(batches) };
    }),
  );
  /** @type {Results['warm']} */
  const warmed = {};
  for (const { id } of WARM) {
    const { seen: memory } = await chromium.load(`${page.origin}/warm/${id}`, {}, async ({ evaluate, heap }) => {
      await evaluate(`benchCall(${MANY_CALLS / 10})`); // what the optimizing compilers keep is theirs
      const before = await heap();
      await evaluate(`benchCall(${MANY_CALLS})`);
      return {
        grown: (await heap()) - before,
        pages: (await evaluate('self.benchMemory?.buffer.byteLength ?? 0')) / WASM_PAGE,
      };
    });
    warmed[id] = { ...times[id], memory };
    tick();
  }
  return warmed;
}

/** What a page is asked for the nanoseconds of a call, in batches. @param {number} calls */
const timing = (calls) => `(() => {
  const batches = [];
  for (let batch = 0; batch <= ${BATCHES}; batch += 1) {
    const before = performance.now();
    benchCall(${calls});
    batches.push((performance.now() - before) * 1e6 / ${calls});
  }
  return batches.slice(1);
})()`;

/** Nanoseconds of one warm `identify`, by what may make it dearer. @param {Tools} tools */
export async function growth({ page, vendor, chromium, next, warmLoads, tick }) {
  for (const { id, html } of GROWTH) page.put(`/growth/${encodeURIComponent(id)}`, await html(vendor.origin + QUIET));
  const time = timing(CALLS / 10);
  return columns(
    await rounds(warmLoads, GROWTH, next, async ({ id }) => {
      const { seen: batches } = await chromium.load(
        `${page.origin}/growth/${encodeURIComponent(id)}`,
        {},
        ({ evaluate }) => evaluate(time),
      );
      tick();
      return { ns: median(batches) };
    }),
  );
}

/**
 * `{id: [{a, b}, …]}` as `{id: {a: […], b: […]}}`.
 *
 * @template {object} T
 * @param {Record<string, T[]>} collected
 * @returns {Record<string, { [K in keyof T]: T[K][] }>}
 */
function columns(collected) {
  const names = (/** @type {T[]} */ rows) => /** @type {(keyof T & string)[]} */ (Object.keys(rows[0]));
  return /** @type {ReturnType<typeof columns<T>>} */ (
    Object.fromEntries(
      Object.entries(collected).map(([id, rows]) => [
        id,
        Object.fromEntries(names(rows).map((name) => [name, rows.map((row) => row[name])])),
      ]),
    )
  );
}
