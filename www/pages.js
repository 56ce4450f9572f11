// The pages of the playground and what all of them have in common. Pure, so that the local server, the static copy and
// the tests make the same pages of it.

import {
  conditionsOf,
  FOR_BENCH,
  FOR_FLOWS,
  FOR_PROFITWELL,
  FOR_PROSPERSTACK,
  policyOf,
  scriptsOf,
} from './conditions.js';

/**
 * @typedef {object} Page
 * @property {string} file
 * @property {string} name in the navigation and in the title
 * @property {string} description
 * @property {string} [script] the page's own script, bundled
 * @property {'profitwell' | 'prosperstack'} [tag] whose script tag comes after it
 * @property {Record<string, unknown>} [settings] of that tag
 * @property {string[]} [conditions] under which it can be shown
 * @property {boolean} [inlineStyles] whether somebody's library in it inserts a style element
 */

/** In the order of the navigation. @type {Page[]} */
export const PAGES = [
  {
    file: 'index.html',
    name: 'Check',
    description: 'Find out what is wrong with a ProfitWell or ProsperStack tag, its settings or its policy, offline.',
    script: 'check.js',
  },
  {
    file: 'web-app.html',
    name: 'Web app',
    description: 'Try the ProfitWell destination with analytics.js, offline.',
    script: 'web-app.js',
    conditions: [...FOR_PROFITWELL, 'segment'],
  },
  {
    file: 'marketing.html',
    name: 'Marketing site',
    description: 'Try the ProfitWell script tag on a page without analytics.js, offline.',
    script: 'marketing.js',
    tag: 'profitwell',
    conditions: FOR_PROFITWELL,
  },
  {
    file: 'prosperstack.html',
    name: 'ProsperStack',
    description: 'Try the ProsperStack destination and its relay, offline.',
    script: 'prosperstack.js',
    tag: 'prosperstack',
    conditions: FOR_PROSPERSTACK,
  },
  {
    file: 'flows.html',
    name: 'Cancellation flows',
    description: 'Try every ending of ProfitWell’s and ProsperStack’s cancellation flows, offline.',
    script: 'flows.js',
    conditions: FOR_FLOWS,
    inlineStyles: true,
  },
  {
    file: 'bench.html',
    name: 'Relay bench',
    description: 'Try the ProsperStack destination against every answer of its relay, offline.',
    script: 'bench.js',
    tag: 'prosperstack',
    settings: { endpoint: 'bench/identify', timeoutMs: 2000 },
    conditions: FOR_BENCH,
  },
  {
    file: 'code.html',
    name: 'Code',
    description: 'The code of the ProfitWell destination for your stack, your consent and your policy.',
    script: 'code.js',
  },
];

/** What is served where there is no such page. @type {Page} */
export const NOT_FOUND = { file: '404.html', name: 'No such page', description: 'This page does not exist.' };

/** What a static copy says above every page. */
const COPY =
  '<p id="copy-notice" class="notice">This is a static copy: a service worker makes the conditions, and the relay answers from recordings.</p>';

/** The home page's address is that of the folder. @param {Page} page @param {string} folder */
const href = ({ file }, folder) => (file === 'index.html' ? folder || './' : folder + file);

/** The page at a path below the playground's folder. @param {string} path */
export const pageAt = (path) => PAGES.find(({ file }) => file === (path || 'index.html'));

/** The parts that several pages have. */
export const PARTS = ['conditions', 'consent', 'profitwell-state', 'traits', 'visitor', 'watch'];

/** The file of a part that several pages have. @param {string} name */
export const partFile = (name) => `parts/${name}.html`;

/**
 * A whole page, and the headers that it needs besides those of all.
 *
 * @param {Page} page
 * @param {object} options
 * @param {(file: string) => Promise<string>} options.read a file of `www/`
 * @param {URLSearchParams} [options.query] names the conditions
 * @param {string} [options.folder] where the pages are, if not beside the page that is shown
 * @param {boolean} [options.isCopy] whether it is of a static copy
 */
export async function render(page, { read, query = new URLSearchParams(), folder = '', isCopy = false }) {
  const conditions = conditionsOf(query, page.conditions);
  const links = PAGES.map(
    (one) => `<a href="${href(one, folder)}"${one === page ? ' aria-current="page"' : ''}>${one.name}</a>`,
  );
  const { before, after } = scriptsOf(page.tag, conditions, page.settings);
  /** @type {Record<string, string>} */
  const values = {
    folder,
    home: folder || './',
    title: page.name,
    description: page.description,
    links: links.join('\n      '),
    notice: isCopy ? COPY : '',
    copy: isCopy ? '<script src="static-copy.js"></script>' : '',
    before,
    script: page.script ? `<script src="${folder}${page.script}"></script>` : '',
    after,
  };
  let html = (await read('layout.html')).replace('{{main}}', await read(page.file));
  for (const [mark, name] of html.matchAll(/\{\{> ([\w-]+)\}\}/g)) {
    const part = await read(partFile(name));
    html = html.replace(mark, () => part.trimEnd());
  }
  html = html.replace(/^ *\{\{(\w+)\}\}\n|\{\{(\w+)\}\}/gm, (all, line, word) =>
    line ? values[line] && all.replace(`{{${line}}}`, values[line]) : values[word],
  );
  return { html, policy: policyOf(conditions, page) };
}
