// What this package promises against its peers, and whether a run shows it. Pure. Targets that the plain-JS twin misses
// as well are retired: in a run by their verdict, and for good the time of a host's own start, and the vendor's
// integration in the HTML.

import { REASONS } from './reasons.mjs';
import { SETTINGS } from './settings.mjs';
import { median, ratio } from './statistics.mjs';

/** @typedef {import('./types.js').Target} Target */

const KIB = 1024;

/** @param {number} number */
const two = (number) => number.toFixed(2);

/**
 * Ours to theirs, at most so much.
 *
 * @param {string} id
 * @param {string} name
 * @param {number[]} ours
 * @param {number[]} theirs
 * @param {number} target
 * @param {{ repeats?: boolean, twin?: number[] }} [options] `twin`: the same of the plain-JS twin
 * @returns {Target}
 */
function ratioTarget(id, name, ours, theirs, target, { repeats = false, twin } = {}) {
  const { ratio: measured, low, high } = ratio(ours, theirs);
  const twins = twin && ratio(twin, theirs).ratio;
  return {
    id,
    name,
    repeats,
    measured: `${two(measured)} (${two(low)} to ${two(high)})`,
    target: `≤ ${two(target)}`,
    met: measured <= target,
    within: low <= target && target <= high,
    retired: twins && twins > target ? `retired: the plain-JS twin misses it with ${two(twins)}` : undefined,
  };
}

/**
 * A figure of at most so much.
 *
 * @type {(id: string, name: string, measured: number, target: number, unit: string, repeats?: boolean) => Target}
 */
const limit = (id, name, measured, target, unit, repeats = false) => ({
  id,
  name,
  repeats,
  measured: `${Number(measured.toFixed(2))} ${unit}`,
  target: `≤ ${target} ${unit}`,
  met: measured <= target,
  within: false,
});

/** Navigation to start, of the vendor's: the network leaves less to win than the processor does. */
const START = { unthrottled: 0.95, network: 0.95, processor: 0.88 };

/**
 * Every target: `{id, name, measured, target, verdict, repeats, reason?, next?}`.
 * @param {import('./types.js').Results} results
 * @returns {import('./types.js').Judged[]}
 */
export function judge({ bytes, settings, warm }) {
  const tag = bytes['ours-tag'].own.brotli;
  const targets = [
    limit('bytes', 'script tag, brotli-11', tag, 7168, 'bytes', true),
    limit(
      'bytes-vendor',
      "script tag, share of the vendor's integration",
      tag / bytes.vendor.own.brotli,
      0.6,
      'of its bytes',
      true,
    ),
  ];
  for (const [setting, { label }] of Object.entries(SETTINGS)) {
    /** @param {string} id */
    const started = (id) => settings[setting][id].started;
    /** @type {typeof ratioTarget} */
    const add = (id, name, ...rest) => {
      const target = ratioTarget(id, `${name}, ${label}`, ...rest);
      targets.push(target);
      return target;
    };
    add(
      'start-vendor',
      "navigation to start: script tag to the vendor's integration",
      started('ours-tag'),
      started('vendor'),
      START[/** @type {keyof typeof START} */ (setting)],
      { twin: started('twin-tag') },
    );
    add(
      'inline-snippet',
      'navigation to start: in the HTML to the bare snippet',
      started('ours-inline'),
      started('snippet'),
      1.15,
      { twin: started('twin-inline') },
    );
    // What the preload hint saves is a request.
    if (setting !== 'network') continue;
    add(
      'paste-vendor',
      "navigation to start: the paste of README to the vendor's integration",
      started('ours-snippet'),
      started('vendor'),
      0.72,
    );
    add(
      'paste-snippet',
      'navigation to start: the paste of README to the bare snippet',
      started('ours-snippet'),
      started('snippet'),
      1.15,
    );
  }
  /** @param {string} id */
  const script = (id) => settings.unthrottled[id].scriptMs;
  /** @param {string} id */
  const heap = (id) => median(settings.unthrottled[id].heap);
  /** @param {string} id */
  const ns = (id) => warm[id].ns;
  targets.push(
    ratioTarget(
      'script-vendor',
      "main-thread script time: script tag to the vendor's integration",
      script('ours-tag'),
      script('vendor'),
      0.7,
      { repeats: true, twin: script('twin-tag') },
    ),
    ratioTarget(
      'warm-vendor',
      "warm identify: script tag to the vendor's integration",
      ns('ours-tag'),
      ns('vendor'),
      0.6,
      { repeats: true, twin: ns('twin-tag') },
    ),
    limit(
      'growth',
      'heap that a million identify calls leave behind',
      warm['ours-tag'].memory.grown / KIB,
      32,
      'KiB',
      true,
    ),
    limit('pages', 'wasm memory after a million calls', warm['ours-tag'].memory.pages, 2, 'pages', true),
    limit('heap', 'JS heap over the plain-JS twin', (heap('ours-tag') - heap('twin-tag')) / KIB, 64, 'KiB', true),
  );
  return targets.map(({ met, within, retired = 'not met', ...rest }) => ({
    ...rest,
    verdict: met ? 'met' : retired,
    within,
    ...(met ? {} : REASONS[rest.id]),
  }));
}
