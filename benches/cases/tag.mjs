// Ours and the twin as one script, with no host: in a file of its own, or in the HTML.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/tools.mjs';
import { bundle } from '../bundle.mjs';
import { attributes, EMAIL, external, inline, TOKEN } from './page.mjs';

/** @param {string} name */
const dist = async (name) => readFileSync(join(root, 'dist', name), 'utf8').trim();
const twin = async () => (await bundle("import { run } from './twin/tag.js'; run();"))['/page.js'];

/**
 * @param {string} id
 * @param {string} label
 * @param {() => Promise<string>} read
 * @param {(vendorUrl: string) => string} [head]
 * @returns {import('../types.js').Case}
 */
const tag = (id, label, read, head = () => '') => ({
  id,
  label,
  group: 'alone',
  async page({ vendorUrl }) {
    const text = await read();
    return {
      ...external({ '/page.js': text }, { attributes: attributes(vendorUrl), head: head(vendorUrl) }),
      own: [text],
    };
  },
});

/** README's paste: before the tag a queued call and the hint for marketing sites. @param {string} vendorUrl */
const paste = (vendorUrl) =>
  `<script>(window.profitwellDestination=window.profitwellDestination||[]).push(['identify',{traits:{email:'${EMAIL}'}}])</script>` +
  `<link rel="preload" as="script" href="${vendorUrl}?auth=${TOKEN}">`;

/** @type {(id: string, label: string, read: () => Promise<string>) => import('../types.js').Case} */
const inlined = (id, label, read) => ({
  id,
  label,
  group: 'alone',
  async page({ vendorUrl }) {
    const text = await read();
    return { ...inline(text, attributes(vendorUrl)), own: [text] };
  },
});

export default [
  tag('ours-tag', 'ours, script tag', () => dist('profitwell.min.js')),
  tag('ours-snippet', 'ours, the paste of README', () => dist('profitwell.min.js'), paste),
  inlined('ours-inline', 'ours, in the HTML', () => dist('profitwell.min.js')),
  tag('ours-nowasm', 'ours, script tag without WebAssembly', () => dist('profitwell.nowasm.js')),
  tag('twin-tag', 'plain-JS twin, script tag', twin),
  inlined('twin-inline', 'plain-JS twin, in the HTML', twin),
];
