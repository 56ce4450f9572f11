// The benchmark's pure parts: what is made of measurements. Its measuring is not part of `npm test`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { GROWTH } from '../benches/cases/growth.mjs';
import { CASES } from '../benches/cases/index.mjs';
import { inline } from '../benches/cases/page.mjs';
import { WARM } from '../benches/cases/warm.mjs';
import { costOf, costPage } from '../benches/cost.mjs';
import { bars } from '../benches/plot.mjs';
import { REASONS } from '../benches/reasons.mjs';
import { report } from '../benches/report.mjs';
import { SETTINGS } from '../benches/settings.mjs';
import { compress, weigh } from '../benches/sizes.mjs';
import { median, p95, quantile, random, ratio, shuffled, spread } from '../benches/statistics.mjs';
import { judge } from '../benches/targets.mjs';

/** A whole run in which ours take `ours`, the plain-JS twins `twin` and everybody else `theirs`, four rounds. */
function run({ ours = 8, twin = 5, theirs = 10, bytes = 4000 } = {}) {
  const takes = (id) => (id.startsWith('ours') && ours) || (id.startsWith('twin') && twin) || theirs;
  const list = (id, factor = 1) => [1, 1.1, 0.9, 1].map((noise) => noise * factor * takes(id));
  const each = (cases, make) => Object.fromEntries(cases.map(({ id }) => [id, make(id)]));
  const weight = { raw: 20_000, brotli: bytes, gzip: 5000 };
  const heavy = { raw: 50_000, brotli: 12_000, gzip: 13_000 };
  const row = (id) => ({
    started: list(id),
    evaluated: list(id),
    scriptMs: list(id),
    taskMs: list(id),
    heap: list(id, 1000),
  });
  return {
    bytes: each(CASES, (id) => ({ own: id.startsWith('ours') ? weight : heavy, whole: heavy })),
    settings: Object.fromEntries(Object.keys(SETTINGS).map((setting) => [setting, each(CASES, row)])),
    identify: each(
      CASES.filter(({ group }) => group !== 'alone'),
      (id) => ({ told: list(id) }),
    ),
    warm: each(WARM, (id) => ({ ns: list(id), memory: { grown: 1024, pages: id.startsWith('ours') ? 1 : 0 } })),
    growth: each(GROWTH, (id) => ({ ns: list(id) })),
    about: {
      loads: 4,
      hostedLoads: 2,
      warmLoads: 4,
      seed: 1,
      minutes: 1,
      date: '2026-01-01',
      processor: 'p',
      cores: 2,
      memoryGiB: 4,
      system: 's',
      chromium: 'c',
      node: 'n',
      rust: 'r',
      commit: 'abc',
    },
  };
}

test('a quantile is interpolated between the two values it lies between', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.equal(quantile([0, 10], 0.95), 9.5);
  assert.equal(p95([5]), 5);
  assert.ok(Number.isNaN(median([])));
});

test('a seed repeats the order of turns, another seed gives another', () => {
  const list = Array.from({ length: 20 }, (_, index) => index);
  const order = (seed) => shuffled(list, random(seed));
  assert.deepEqual(order(5), order(5));
  assert.notDeepEqual(order(5), order(6));
  assert.deepEqual(
    [...order(5)].sort((one, other) => one - other),
    list,
  );
  assert.deepEqual(
    list,
    Array.from({ length: 20 }, (_, index) => index),
  );
});

test('a ratio is taken pair by pair, so a slow round does not decide it', () => {
  const { ratio: measured, low, high } = ratio([5, 50, 5, 5], [10, 100, 10, 10]);
  assert.equal(measured, 0.5);
  assert.deepEqual([low, high], [0.5, 0.5]);
});

test('the interval of a ratio holds it and widens with the noise', () => {
  const theirs = Array.from({ length: 40 }, () => 100);
  const noisy = (size) => {
    const next = random(3);
    return theirs.map((value) => value * (1 + (next() - 0.5) * size));
  };
  const calm = ratio(noisy(0.02), theirs);
  const wild = ratio(noisy(0.8), theirs);
  for (const { ratio: measured, low, high } of [calm, wild]) assert.ok(low <= measured && measured <= high);
  assert.ok(wild.high - wild.low > 10 * (calm.high - calm.low));
});

test('the spread of equal values is none', () => {
  assert.equal(spread([4, 4, 4]), 0);
  assert.ok(spread([1, 2, 3, 4]) > 0.2);
});

test('bytes are those of the best compression, added up over files', () => {
  const text = 'retention '.repeat(100);
  assert.equal(String(brotliDecompressSync(compress(text).brotliBytes)), text);
  const { raw, brotli, gzip } = weigh([text, text]);
  assert.equal(raw, 2000);
  assert.equal(brotli, 2 * compress(text).brotli);
  assert.ok(brotli < gzip && gzip < raw);
});

test('every case has an id of its own', () => {
  for (const cases of [CASES, WARM]) assert.equal(new Set(cases.map(({ id }) => id)).size, cases.length);
});

test('a script that would end its own element is not put into HTML', () => {
  assert.match(inline('let x = 1').html, /let x = 1<\/script>/);
  assert.throws(() => inline("'</script>'"), /cannot stand in HTML/);
});

test('a target is met by the figure, and says where the noise could turn that', () => {
  const find = (results, id) => judge(results).find((one) => one.id === id);
  assert.equal(find(run(), 'start-vendor').verdict, 'met');
  assert.equal(find(run({ ours: 20 }), 'start-vendor').verdict, 'not met');
  assert.equal(find(run(), 'start-vendor').within, false);
  assert.equal(find(run({ bytes: 7169 }), 'bytes').verdict, 'not met');
  assert.equal(find(run({ bytes: 7168 }), 'bytes').verdict, 'met');
  assert.equal(find(run({ ours: 5.9 }), 'warm-vendor').verdict, 'met');
  assert.equal(find(run({ ours: 6.1 }), 'warm-vendor').verdict, 'not met');
  assert.equal(
    find(run({ ours: 6.5, twin: 6.1 }), 'warm-vendor').verdict,
    'retired: the plain-JS twin misses it with 0.61',
  );
});

test('every reason belongs to a target, and is told only where that is not met', () => {
  const ids = judge(run()).map(({ id }) => id);
  for (const [id, { reason, next }] of Object.entries(REASONS)) {
    assert.ok(ids.includes(id), id);
    assert.ok(reason.endsWith('.') && next.endsWith('.'), id);
  }
  for (const { verdict, reason } of judge(run({ ours: 1 }))) if (verdict === 'met') assert.equal(reason, undefined);
});

test('the report has a row for every case on every setting, and only finite figures', () => {
  const files = report(run(), judge(run()));
  const text = files['benches/RESULTS.md'];
  assert.doesNotMatch(Object.values(files).join(''), /NaN|undefined|Infinity/);
  for (const { label, group } of CASES) {
    const rows = text.split(`| ${label} |`).length - 1;
    assert.equal(
      rows,
      1 +
        Object.keys(SETTINGS).length +
        (group === 'alone' ? 0 : 1) +
        1 +
        (WARM.some((one) => one.label === label) ? 1 : 0),
      label,
    );
  }
  for (const [, path] of text.matchAll(/\]\((plots\/[^)]+)\)/g)) assert.ok(files[`benches/${path}`], path);
  assert.equal(Object.keys(files).length - 1, [...text.matchAll(/\]\(plots\//g)].length);
});

test('a plot draws values to scale, marks ours, and keeps labels as text', () => {
  const svg = bars({
    title: 'a < b',
    axis: 'ms',
    rows: [
      { label: '<script>', value: 50, to: 100, ours: true },
      { label: 'peer', value: 100 },
    ],
  });
  assert.doesNotMatch(svg, /<script>|a < b/);
  const [ours, peer] = [...svg.matchAll(/<rect class="([^"]+)" [^>]*width="([\d.]+)"/g)].map(([, name, width]) => [
    name,
    Number(width),
  ]);
  assert.equal(ours[0], 'bar ours');
  assert.equal(peer[0], 'bar');
  assert.ok(Math.abs(peer[1] - 2 * ours[1]) < 0.2);
});

test('the cost page multiplies what was measured by what is assumed', () => {
  const results = run();
  const inputs = { views: 1000, coldShare: 0.5, dollarsPerGB: 100 };
  const cost = costOf(results, 'ours-tag', inputs);
  assert.equal(cost.gigabytes, (4000 * 500) / 1e9);
  assert.equal(cost.dollars, cost.gigabytes * 100);
  assert.equal(cost.cpuHours, (median(results.settings.unthrottled['ours-tag'].scriptMs) * 1000) / 3_600_000);
  // In the HTML nothing is cached.
  assert.equal(costOf(results, 'ours-inline', inputs).gigabytes, (4000 * 1000) / 1e9);
  assert.doesNotMatch(costPage(results), /NaN|undefined|Infinity/);
});
