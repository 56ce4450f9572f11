// The pages of the playground and what all of them have in common. Pure, so that the local server, the static copy and
// the tests make the same pages of it.

/**
 * @typedef {object} Page
 * @property {string} file
 * @property {string} name in the navigation and in the title
 * @property {string} description
 * @property {string} [script] the page's own script, bundled
 * @property {string} [tag] the destination's script tag, which comes after it
 */

/** In the order of the navigation. @type {Page[]} */
export const PAGES = [
  {
    file: 'index.html',
    name: 'Check',
    description: 'Find out what is wrong with a ProfitWell or ProsperStack tag, its settings or its policy, offline.',
  },
  {
    file: 'web-app.html',
    name: 'Web app',
    description: 'Try the ProfitWell destination with analytics.js, offline.',
    script: 'web-app.js',
  },
  {
    file: 'marketing.html',
    name: 'Marketing site',
    description: 'Try the ProfitWell script tag on a page without analytics.js, offline.',
    script: 'marketing.js',
    tag: `<script id="tag" src="profitwell.min.js" data-public-api-token="playground-public-token"
    data-site-type="marketing" data-script-url="vendor/profitwell.js"></script>`,
  },
  {
    file: 'prosperstack.html',
    name: 'ProsperStack',
    description: 'Try the ProsperStack destination and its relay, offline.',
    script: 'prosperstack.js',
    tag: `<script id="tag" src="prosperstack.min.js" data-endpoint="prosperstack/identify"
    data-allow='["Number of contacts", "Is professional", "Last contacted", "Preferred name", "order_completed_last_30days"]'></script>`,
  },
];

/** What is served where there is no such page. @type {Page} */
export const NOT_FOUND = { file: '404.html', name: 'No such page', description: 'This page does not exist.' };

/** The home page's address is that of the folder. @param {Page} page @param {string} folder */
const href = ({ file }, folder) => (file === 'index.html' ? folder || './' : folder + file);

/**
 * A whole page of the layout and the page's own part.
 *
 * @param {Page} page
 * @param {{ layout: string, main: string }} parts the texts of `layout.html` and of the page's file
 * @param {{ folder?: string }} [options] `folder`: where the pages are, if not beside the page that is shown
 */
export function render(page, { layout, main }, { folder = '' } = {}) {
  const links = PAGES.map(
    (one) => `<a href="${href(one, folder)}"${one === page ? ' aria-current="page"' : ''}>${one.name}</a>`,
  );
  /** @type {Record<string, string>} */
  const values = {
    folder,
    home: folder || './',
    title: page.name,
    description: page.description,
    links: links.join('\n      '),
    script: page.script ? `<script src="${folder}${page.script}"></script>` : '',
    tag: page.tag ?? '',
  };
  return layout
    .replace('{{main}}', () => main.trimEnd())
    .replace(/^ *\{\{(\w+)\}\}\n|\{\{(\w+)\}\}/gm, (all, line, word) =>
      line ? values[line] && all.replace(`{{${line}}}`, values[line]) : values[word],
    );
}
