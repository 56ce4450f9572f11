// docs/cost.md: what a page view costs, worked out from the measurements. Pure.

import { CASES } from './cases/index.mjs';
import { median } from './statistics.mjs';

/** @typedef {import('./types.js').Results} Results */

/** What is assumed and not measured; stands in the page, to be replaced by a site's own. */
const ASSUMED = { views: 1e9, coldShare: 0.2, dollarsPerGB: 0.05 };

const COMPARED = ['ours-tag', 'ours-inline', 'ours-nowasm', 'twin-tag', 'vendor', 'snippet'];
const HOURS = 3_600_000;

/**
 * One case: bytes, and what a thousand million page views make of it.
 *
 * @param {Results} results
 * @param {string} id
 */
export function costOf({ bytes, settings }, id, { views, coldShare, dollarsPerGB } = ASSUMED) {
  const wire = bytes[id].own.brotli;
  // In the HTML there is no cache of its own: every view carries it.
  const downloads = views * (id.endsWith('inline') || id === 'snippet' ? 1 : coldShare);
  const cpuMs = median(settings.unthrottled[id].scriptMs);
  const gigabytes = (wire * downloads) / 1e9;
  return {
    wire,
    cpuMs,
    gigabytes,
    dollars: gigabytes * dollarsPerGB,
    cpuHours: (cpuMs * views) / HOURS,
    heapKiB: (median(settings.unthrottled[id].heap) - median(settings.unthrottled.snippet.heap)) / 1024,
  };
}

/** @param {number} value */
const figure = (value, digits = 0) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** The page, as Markdown. @param {Results} results */
export function costPage(results) {
  const { views, coldShare, dollarsPerGB } = ASSUMED;
  /** @type {[string | undefined, ReturnType<typeof costOf>][]} */
  const rows = COMPARED.map((id) => [CASES.find((one) => one.id === id)?.label, costOf(results, id)]);
  /** @param {(string | undefined)[]} cells */
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const ours = costOf(results, 'ours-tag');
  const vendor = costOf(results, 'vendor');
  return `# What a page view costs

Written by \`npm run bench\` from its own measurements (commit ${results.about.commit}, ${results.about.date}; [all of them](../benches/RESULTS.md)).
The vendor's own script is not included: it costs the same whoever loads it.

## One page view

${line(['', 'bytes on the wire', 'script CPU, ms', 'JS heap over the bare snippet, KiB'])}
${line(['---', '---:', '---:', '---:'])}
${rows.map(([label, { wire, cpuMs, heapKiB }]) => line([label, figure(wire), figure(cpuMs, 1), figure(heapKiB)])).join('\n')}

Bytes are compressed with brotli 11. CPU is the main thread's processor time in scripts until the \`load\` event of a cold page,
on the machine that measured, including the vendor's stand-in; a phone takes several times as long. Ours also uses ${figure(results.warm['ours-tag'].memory.pages * 64)} KiB
of WebAssembly memory, which is not part of the JS heap.

## ${figure(views)} page views a month

These inputs are assumed, not measured. Replace them with your own:

- ${figure(coldShare * 100)} % of page views have a cold cache and download the file. Text in the HTML is not cached separately, so every view
  carries it, unless you cache the HTML.
- A gigabyte of egress costs $${dollarsPerGB.toFixed(2)}.

${line(['', 'egress, GB', 'egress, $', 'CPU of visitors, hours'])}
${line(['---', '---:', '---:', '---:'])}
${rows.map(([label, { gigabytes, dollars, cpuHours }]) => line([label, figure(gigabytes), figure(dollars), figure(cpuHours)])).join('\n')}

The script tag's row: ${figure(ours.wire)} bytes × ${figure(views)} views × ${coldShare} = ${figure(ours.gigabytes)} GB; × $${dollarsPerGB.toFixed(2)} = $${figure(ours.dollars)};
${figure(ours.cpuMs, 1)} ms × ${figure(views)} ÷ ${figure(HOURS)} ms an hour = ${figure(ours.cpuHours)} hours. Compared with the vendor's integration, that is
${saving(vendor.gigabytes - ours.gigabytes, 'GB')} and ${saving(vendor.cpuHours - ours.cpuHours, "hours of visitors' CPU")}.

The hosts' own bytes are not included: a site with Segment on the page has them with any destination.

Carbon is not included: we found no figure for a gigabyte or a processor hour that readers could verify for their own network.
`;
}

/**
 * @param {number} amount
 * @param {string} unit
 */
const saving = (amount, unit) => `${figure(Math.abs(amount))} ${unit} ${amount >= 0 ? 'less' : 'more'}`;
