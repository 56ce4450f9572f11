// What can be said about a list of measurements. Pure.

/** A generator of numbers in [0, 1) that a seed repeats (mulberry32). @param {number} seed */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A copy in random order (Fisher and Yates).
 *
 * @template T
 * @param {T[]} list
 * @param {() => number} next
 */
export function shuffled(list, next) {
  const copy = [...list];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(next() * (last + 1));
    [copy[last], copy[other]] = [copy[other], copy[last]];
  }
  return copy;
}

/**
 * The value below which this share (0 to 1) of a list lies, interpolated.
 *
 * @param {number[]} list
 * @param {number} share
 */
export function quantile(list, share) {
  if (!list.length) return NaN;
  const sorted = [...list].sort((one, other) => one - other);
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const above = Math.ceil(at);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

/** @param {number[]} list */
export const median = (list) => quantile(list, 0.5);

/** The 95th percentile. @param {number[]} list */
export const p95 = (list) => quantile(list, 0.95);

/**
 * Half of the middle half's width as a share of the median: how far a typical value strays.
 *
 * @param {number[]} list
 */
export const spread = (list) => (quantile(list, 0.75) - quantile(list, 0.25)) / 2 / median(list);

const RESAMPLES = 1000;

/**
 * A figure of rounds, and its 95 % bootstrap interval over them.
 *
 * @param {number} rounds
 * @param {(picks: number[]) => number} figure
 */
function resampled(rounds, figure, next = random(1)) {
  const all = Array.from({ length: rounds }, (_, round) => round);
  const figures = Array.from({ length: RESAMPLES }, () => figure(all.map(() => Math.floor(next() * rounds))));
  return { value: figure(all), low: quantile(figures, 0.025), high: quantile(figures, 0.975) };
}

/**
 * Ours against theirs, measured round by round: `ratio` is `of` of the rounds' ratios for the
 * median, and the ratio of `of` for any other figure; with its interval from `low` to `high`.
 * @param {number[]} ours
 * @param {number[]} theirs
 * @param {{ of?: (list: number[]) => number, next?: () => number }} [options]
 */
export function ratio(ours, theirs, { of = median, next } = {}) {
  const { value, low, high } = resampled(
    Math.min(ours.length, theirs.length),
    (picks) =>
      of === median
        ? median(picks.map((round) => ours[round] / theirs[round]))
        : of(picks.map((round) => ours[round])) / of(picks.map((round) => theirs[round])),
    next,
  );
  return { ratio: value, low, high };
}
