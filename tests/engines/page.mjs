// Makes the pages of all conditions: by path, the files and headers that `server.mjs` serves.

import { CONDITIONS, ENGINES, encodingsOf, TOKEN } from './conditions.mjs';

/** @typedef {import('./conditions.mjs').Condition} Condition */
/** @typedef {import('./conditions.mjs').Encoding} Encoding */
/** @typedef {import('./conditions.mjs').Engine} Engine */

/**
 * @typedef {object} Page
 * @property {string} name of a file, whose ending says of which type the document is
 * @property {NonNullable<Condition['vendor']>} vendor
 * @property {Record<string, string>} headers
 * @property {Record<string, string>} files
 */

const DEFAULT_ACT = "await analytics.identify('u1', { email: 'jane@example.com' });";
/** @param {string} text */
const slug = (text) => text.replace(/\W+/g, '-').toLowerCase();

/** Where a condition's page is. @type {(engine: Engine, encoding: Encoding, condition: Condition) => string} */
export const pathOf = (engine, encoding, condition) => `/${engine}/${slug(encoding)}/${slug(condition.name)}/`;

/** @type {Record<Encoding, (condition: Condition) => string | undefined>} */
const policies = {
  wasm: ({ policy }) => policy?.("'wasm-unsafe-eval'"),
  // Any policy that limits scripts and does not name it refuses WebAssembly.
  refused: ({ policy }) => (policy ?? (() => "script-src 'self'"))(''),
  'no wasm': ({ policy }) => policy?.(''),
};

/**
 * @param {Condition} condition
 * @param {Encoding} encoding
 */
function html({ nonce, before = '', after = '', tag = '', form, host = true }, encoding) {
  /** @param {string} name */
  const script = (name, attributes = '') =>
    `<script src="${name}" ${nonce ? `nonce="${nonce}"` : ''} ${attributes}></script>`;
  const file = encoding === 'no wasm' ? 'profitwell.nowasm.js' : 'profitwell.min.js';
  const ours =
    tag === null
      ? ''
      : script(file, `data-public-api-token="${TOKEN}" data-site-type="web app" data-script-url="vendor.js" ${tag}`);
  const body = [script('observe.js'), host ? script('host.js') : '', before, ours, after, script('act.js')].join('\n');
  return form === 'xhtml'
    ? `<html xmlns="http://www.w3.org/1999/xhtml">${body}</html>`
    : `<!doctype html><meta charset="utf-8"><title>page</title>\n${body}`;
}

/**
 * What else a form of document, or a way to open it, is made of.
 *
 * @type {Record<string, (page: string) => Record<string, string>>}
 */
const FORMS = {
  frame: (page) => ({ '': framed(''), 'inner.html': page }),
  sandbox: (page) => ({ '': framed('sandbox="allow-scripts"'), 'inner.html': page }),
  back: (page) => ({ '': page, 'other.html': '<!doctype html><title>another</title>' }),
  prerender: (page) => ({
    '': page,
    'launch.html':
      '<!doctype html><title>launch</title><script type="speculationrules">{"prerender": [{"urls": ["./"]}]}</script>',
  }),
};
/** @param {string} attributes */
const framed = (attributes) =>
  `<!doctype html><script src="parent.js"></script><iframe src="inner.html" ${attributes}></iframe>`;
const PARENT = "window.ended = new Promise((resolve) => addEventListener('message', ({ data }) => resolve(data)));";

/** All pages, by path. @type {() => Map<string, Page>} */
export function pages() {
  const all = new Map();
  for (const engine of ENGINES)
    for (const condition of CONDITIONS)
      for (const encoding of encodingsOf(condition)) {
        const policy = policies[encoding](condition);
        const page = html(condition, encoding);
        const entry = encoding === 'no wasm' ? 'dist/nowasm/index.js' : 'dist/index.js';
        const own = Object.entries(condition.files ?? {}).map(([name, text]) => [name, text({ entry })]);
        all.set(pathOf(engine, encoding, condition), {
          name: condition.form === 'xhtml' ? 'page.xhtml' : 'page.html',
          vendor: condition.vendor ?? 'ok',
          headers: policy ? { 'Content-Security-Policy': policy } : {},
          files: {
            ...(FORMS[condition.form ?? condition.drive ?? '']?.(page) ?? { '': page }),
            ...Object.fromEntries(own),
            'act.js': `window.ended = observe(async (until) => { ${condition.act ?? DEFAULT_ACT} });`,
            'parent.js': PARENT,
          },
        });
      }
  return all;
}
