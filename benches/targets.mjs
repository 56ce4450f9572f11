// What this package promises against its peers, and whether a run shows it. Pure.

import { REASONS } from './reasons.mjs';
import { SETTINGS } from './settings.mjs';
import { difference, median, p95, ratio } from './statistics.mjs';

/** @typedef {import('./types.js').Target} Target */

const KIB = 1024;

/** @param {number} number */
const two = (number) => number.toFixed(2);

/**
 * Ours to theirs, at most (or with `atLeast`, at least) so much.
 *
 * @param {string} id
 * @param {string} name
 * @param {number[]} ours
 * @param {number[]} theirs
 * @param {number} target
 * @param {{ of?: (list: number[]) => number, atLeast?: boolean, repeats?: boolean }} [options]
 * @returns {Target}
 */
function ratioTarget(id, name, ours, theirs, target, { of = median, atLeast = false, repeats = false } = {}) {
  const { ratio: measured, low, high } = ratio(ours, theirs, { of });
  return {
    id,
    name,
    repeats,
    measured: `${two(measured)} (${two(low)} to ${two(high)})`,
    target: `${atLeast ? '≥' : '≤'} ${two(target)}`,
    met: atLeast ? measured >= target : measured <= target,
    within: low <= target && target <= high,
  };
}

/**
 * Ours later than theirs by at most so many milliseconds.
 *
 * @param {string} id
 * @param {string} name
 * @param {number[]} ours
 * @param {number[]} theirs
 * @param {number} target
 * @returns {Target}
 */
function later(id, name, ours, theirs, target) {
  const { value, low, high } = difference(ours, theirs);
  return {
    id,
    name,
    repeats: false,
    measured: `${two(value)} ms (${two(low)} to ${two(high)})`,
    target: `≤ ${target} ms`,
    met: value <= target,
    within: low <= target && target <= high,
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

const INLINE_SMALL = 4600;

/**
 * Every target: `{id, name, measured, target, verdict, repeats, reason?, next?}`.
 * @param {import('./types.js').Results} results
 * @returns {import('./types.js').Judged[]}
 */
export function judge({ bytes, settings, identify, warm }) {
  const tag = bytes['ours-tag'].own.brotli;
  const nearest = tag < INLINE_SMALL ? 1.1 : 1.15;
  const targets = [
    limit('bytes', 'script tag, brotli-11', tag, 5120, 'bytes', true),
    limit(
      'bytes-vendor',
      "script tag, share of the vendor's integration",
      tag / bytes.vendor.own.brotli,
      0.4,
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
      0.9,
    );
    add('start-vendor-p95', 'the same at p95', started('ours-tag'), started('vendor'), 1, { of: p95 });
    add(
      'start-twin',
      'navigation to start: script tag to the plain-JS twin',
      started('ours-tag'),
      started('twin-tag'),
      1.05,
    );
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
    add(
      'inline-snippet',
      'navigation to start: in the HTML to the bare snippet',
      started('ours-inline'),
      started('snippet'),
      nearest,
    );
    add(
      'inline-vendor',
      "navigation to start: in the HTML to the vendor's integration",
      started('ours-inline'),
      started('vendor'),
      0.55,
    );
  }
  /** @param {string} id */
  const script = (id) => settings.unthrottled[id].scriptMs;
  /** @param {string} id */
  const told = (id) => identify[id].told;
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
      0.4,
      { repeats: true },
    ),
    ratioTarget(
      'script-twin',
      'main-thread script time: script tag to the plain-JS twin',
      script('ours-tag'),
      script('twin-tag'),
      1.7,
      { repeats: true },
    ),
    ratioTarget(
      'identify-vendor',
      "identify to vendor call in analytics-next: how many times sooner than the vendor's integration",
      told('vendor-next'),
      told('ours-next'),
      50,
      { atLeast: true },
    ),
    later('identify-twin', 'the same: later than the plain-JS plugin', told('ours-next'), told('twin-next'), 1),
    ratioTarget(
      'warm-vendor',
      "warm identify: script tag to the vendor's integration",
      ns('ours-tag'),
      ns('vendor'),
      0.2,
      { repeats: true },
    ),
    ratioTarget('warm-twin', 'warm identify: script tag to the plain-JS twin', ns('ours-tag'), ns('twin-tag'), 3, {
      repeats: true,
    }),
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
  return targets.map(({ met, within, ...rest }) => ({
    ...rest,
    verdict: met ? 'met' : 'not met',
    within,
    ...(met ? {} : REASONS[rest.id]),
  }));
}
