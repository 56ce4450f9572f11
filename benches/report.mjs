// RESULTS.md and its plots, from the measurements. Pure.

import { GROWTH } from './cases/growth.mjs';
import { CASES } from './cases/index.mjs';
import { WARM } from './cases/warm.mjs';
import { bars } from './plot.mjs';
import { SETTINGS } from './settings.mjs';
import { median, p95, ratio, spread } from './statistics.mjs';

/** @typedef {import('./types.js').Results} Results */
/** @typedef {import('./types.js').Judged} Judged */

const label = Object.fromEntries(CASES.map((one) => [one.id, one.label]));
/** @type {(value: number, digits?: number) => string} */
const number = (value, digits = 1) =>
  Number.isFinite(value)
    ? value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : '–';
/** @param {number} value */
const whole = (value) => number(value, 0);
const KIB = 1024;

/**
 * A Markdown table; the first column is text, the others are figures.
 *
 * @type {(head: string[], rows: (string | number)[][]) => string}
 */
const table = (head, rows) =>
  [head, head.map((_, column) => (column ? '---:' : '---')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/**
 * Ours against theirs, with its interval.
 *
 * @param {number[]} ours
 * @param {number[]} theirs
 */
function against(ours, theirs) {
  const { ratio: measured, low, high } = ratio(ours, theirs);
  return `${number(measured, 2)} (${number(low, 2)}–${number(high, 2)})`;
}

/** What the cases of a group are compared with. @type {Record<string, string>} */
const PEER = {
  alone: 'vendor',
  'analytics-next': 'vendor-next',
  'analytics.js-core': 'vendor-core',
  RudderStack: 'plain-rudderstack',
};
/** @type {[string, typeof CASES][]} */
const groups = Object.keys(PEER).map((group) => [group, CASES.filter((one) => one.group === group)]);

/**
 * The files of the report by path: `benches/RESULTS.md` and its plots.
 *
 * @param {Results} results
 * @param {Judged[]} judged
 * @returns {Record<string, string>}
 */
export function report(results, judged) {
  const plots = plotsOf(results);
  const files = Object.fromEntries(Object.entries(plots).map(([name, svg]) => [`benches/plots/${name}.svg`, svg]));
  files['benches/RESULTS.md'] = `${[
    intro(results),
    targets(judged),
    bytes(results),
    ...Object.keys(SETTINGS).map((setting) => navigation(results, setting)),
    identify(results),
    warm(results),
    growth(results),
    memory(results),
    noise(results),
    method(),
  ].join('\n\n')}\n`;
  return files;
}

/**
 * @param {string} name
 * @param {string} words
 */
const picture = (name, words) => `![${words}](plots/${name}.svg)`;

/** @param {Results} results */
const intro = ({ about }) => `# What was measured

Written by \`npm run bench\`; not edited by hand.

${table(
  ['', ''],
  [
    ['date', about.date],
    ['commit', about.commit],
    ['seed', about.seed],
    ['cold loads per case and setting', `${about.loads}; inside hosts ${about.hostedLoads}`],
    ['time it took', `${number(about.minutes)} minutes`],
    ['machine', `${about.processor}, ${about.cores} cores, ${about.memoryGiB} GiB, ${about.system}`],
    ['versions', `Chromium ${about.chromium}, Node ${about.node}, ${about.rust}`],
  ],
)}

Every round has each case once, in random order. Ratios are pair by pair: the median of the rounds' ratios, with
its 95 % bootstrap interval. *Ours* is this package; less is better.`;

/** @param {Judged[]} judged */
const targets = (judged) => `## Targets

${table(
  ['target', 'measured', 'wanted', 'verdict', 'why not, and the next idea'],
  judged.map(({ name, measured, target, verdict, within, reason, next }) => [
    name,
    measured,
    target,
    verdict + (within ? ', within the noise' : ''),
    reason ? `${reason} Next: ${next}` : '',
  ]),
)}

The verdict is that of the figure itself; *within the noise* says that its interval holds the target too.`;

/** @param {Results} results */
function bytes({ bytes: measured }) {
  const rows = CASES.map(({ id }) => {
    const { own, whole: all } = measured[id];
    return [
      label[id],
      whole(own.raw),
      whole(own.brotli),
      whole(own.gzip),
      number(own.brotli / measured.vendor.own.brotli, 2),
      whole(all.brotli),
      whole(all.gzip),
    ];
  });
  return `## Bytes on the wire

${picture('bytes', 'Bytes of each destination, brotli-11')}

${table(['case', 'minified', 'brotli-11', 'gzip-9', "to the vendor's", 'with its host, brotli-11', 'gzip-9'], rows)}

The first figures are the destination and its settings, without a host; the last two are all scripts the page has
downloaded by its \`load\` event (the vendor's own script is not among them). The host is the same for both sides of
a comparison. What a page fetches only where WebAssembly is refused is counted nowhere.`;
}

/**
 * @param {Results} results
 * @param {string} setting
 */
function navigation({ settings }, setting) {
  const tables = groups.map(([group, cases]) => {
    /**
     * @param {string} id
     * @param {keyof Results['settings'][string][string]} name
     */
    const column = (id, name) => settings[setting][id][name];
    const rows = cases.map(({ id }) => [
      label[id],
      number(median(column(id, 'started'))),
      number(p95(column(id, 'started'))),
      `${number(spread(column(id, 'started')) * 100, 0)} %`,
      against(column(id, 'started'), column(PEER[group], 'started')),
      number(median(column(id, 'evaluated'))),
      group === 'alone' && id !== 'ours-separate' ? number(median(column(id, 'scriptMs'))) : '–',
      number(median(column(id, 'taskMs'))),
      against(column(id, 'taskMs'), column(PEER[group], 'taskMs')),
    ]);
    return `### ${group === 'alone' ? 'Without a host' : `In ${group}`}\n\n${table(
      [
        'case',
        'start, ms',
        'p95',
        'spread',
        `to “${label[PEER[group]]}”`,
        'script to start, ms',
        'script CPU, ms',
        'main thread CPU, ms',
        'to the same',
      ],
      rows,
    )}`;
  });
  return `## Navigation to start: ${SETTINGS[setting].label}

${picture(`start-${setting}`, `Navigation to the vendor's start, ${SETTINGS[setting].label}`)}
${setting === 'unthrottled' ? `\n${picture('script', 'Main-thread script time, unthrottled')}\n` : ''}
${tables.join('\n\n')}`;
}

/** @param {Results} results */
function identify({ identify: measured }) {
  const rows = groups.flatMap(([group, cases]) =>
    cases
      .filter(({ id }) => measured[id])
      .map(({ id }) => {
        const { told } = measured[id];
        return [label[id], number(median(told)), number(p95(told)), against(measured[PEER[group]].told, told)];
      }),
  );
  return `## identify to the vendor call, inside each host

The page names its visitor in the line after it loads the host; unthrottled.

${table(['case', 'median, ms', 'p95', 'times sooner than its peer'], rows)}`;
}

/** @param {Results} results */
function warm({ warm: measured }) {
  const rows = WARM.map(({ id, label: name }) => {
    const {
      ns,
      memory: { grown, pages },
    } = measured[id];
    return [
      name,
      whole(median(ns)),
      `${number(spread(ns) * 100, 0)} %`,
      against(ns, measured.vendor.ns),
      number(grown / KIB),
      pages || '–',
    ];
  });
  return `## One warm identify

${picture('warm', 'Nanoseconds of one warm identify')}

${table(['case', 'ns', 'spread', "to the vendor's", 'heap left by a million calls, KiB', 'wasm memory, pages'], rows)}

The visitor is known already, as on most calls. The vendor's script is a function that does nothing here.`;
}

/** @param {Results} results */
function growth({ growth: measured }) {
  const rows = GROWTH.map(({ id, axis, at }) => {
    const first = GROWTH.find((one) => one.axis === axis);
    const { ns } = measured[id];
    return [
      axis,
      whole(at),
      whole(median(ns)),
      `${number(spread(ns) * 100, 0)} %`,
      !first || at === first.at ? '1' : against(ns, measured[first.id].ns),
    ];
  });
  return `## How it grows

${picture('growth', 'Nanoseconds of one warm identify, by traits, registrations and events before')}

${table(['with', 'how many', 'ns', 'spread', 'to the first'], rows)}

One warm identify of a page, by npm, whatever the number of registrations that hear of it. The email is the last trait, so
each name before it is looked at. Traits and registrations should make it dearer about in proportion (an object of a thousand keys is a slower kind of object), events before it not at all.`;
}

/** @param {Results} results */
function memory({ settings }) {
  /** @param {string} id */
  const heap = (id) => median(settings.unthrottled[id].heap);
  const rows = groups.flatMap(([, cases]) =>
    cases.map(({ id }) => [label[id], whole(heap(id) / KIB), whole((heap(id) - heap('snippet')) / KIB)]),
  );
  return `## JS heap after a collection

${table(['case', 'KiB', 'over the bare snippet'], rows)}`;
}

/** @param {Results} results */
function noise({ settings }) {
  const rows = Object.entries(SETTINGS).map(([setting, { label: name }]) => {
    /** @param {'started' | 'taskMs'} column */
    const worst = (column) =>
      number(Math.max(...CASES.map(({ id }) => spread(settings[setting][id][column]))) * 100, 0);
    return [name, `${worst('started')} %`, `${worst('taskMs')} %`];
  });
  return `## Noise

${table(['setting', 'largest spread of a start', 'largest spread of main thread CPU'], rows)}

*Spread* is half of the middle half's width, as a share of the median. Times of day differ more than cases do, so
figures are comparable within one run only.`;
}

const method = () => `## How

Headless Chromium, a context with an empty cache for every load. The page comes from \`localhost\`, the vendor's script
from \`127.0.0.1\`: a small stand-in, the same for every case, that takes over the queue and says when \`start\` reaches it.
Everything is served as brotli-11 over HTTP/1.1 and never cached. Chromium's network emulation delays each answer and limits
the rate; it does not make connections slower, which on a real network would add the same to every case. Times are
read from the page's own clock (5 µs); CPU figures are the main thread's processor time up to the \`load\` event, so
other programs do not count. *Script CPU* leaves modules out, whose running Chromium counts only in the main thread's
sum, so it stands only where a case has none. Each script begins with one statement that reads the clock, not counted in the bytes.

The vendor's integration is its design, rewritten for this benchmark from documented behaviour, on the packages it
depends on; the twin is this package's behaviour in plain JavaScript (\`benches/twin/\` says what it leaves out);
RudderStack's case is a custom integration as its documentation shows.`;

/** @param {Results} results */
function plotsOf({ bytes: sizes, settings, warm: warmed, growth: grown }) {
  /** @param {string} id */
  const isOurs = (id) => id.startsWith('ours');
  const alone = groups[0][1];
  /** @type {Record<string, string>} */
  const plots = {
    bytes: bars({
      title: 'Bytes on the wire, host not counted',
      axis: 'bytes, brotli-11',
      rows: CASES.map(({ id }) => ({ label: label[id], value: sizes[id].own.brotli, ours: isOurs(id) })),
    }),
    script: bars({
      title: 'Main-thread script time, unthrottled',
      axis: 'milliseconds of processor time, median and p95',
      rows: alone
        .filter(({ id }) => id !== 'ours-separate')
        .map(({ id }) => ({
          label: label[id],
          value: median(settings.unthrottled[id].scriptMs),
          to: p95(settings.unthrottled[id].scriptMs),
          ours: isOurs(id),
        })),
    }),
    warm: bars({
      title: 'One warm identify',
      axis: 'nanoseconds, median and p95',
      rows: WARM.map(({ id, label: name }) => ({
        label: name,
        value: median(warmed[id].ns),
        to: p95(warmed[id].ns),
        ours: isOurs(id),
      })),
    }),
  };
  plots.growth = bars({
    title: 'One warm identify, and what makes it dearer',
    axis: 'nanoseconds, median and p95',
    rows: GROWTH.map(({ id, axis, at }) => ({
      label: `${axis}: ${whole(at)}`,
      value: median(grown[id].ns),
      to: p95(grown[id].ns),
      ours: true,
    })),
  });
  for (const [setting, { label: name }] of Object.entries(SETTINGS)) {
    plots[`start-${setting}`] = bars({
      title: `Navigation to the vendor's start: ${name}`,
      axis: 'milliseconds, median and p95',
      rows: CASES.map(({ id }) => ({
        label: label[id],
        value: median(settings[setting][id].started),
        to: p95(settings[setting][id].started),
        ours: isOurs(id),
      })),
    });
  }
  return plots;
}
