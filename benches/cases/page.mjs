// How a case's page is put together.

export const TOKEN = '0123456789abcdef0123456789abcdef';

export const EMAIL = 'jane@example.com';

/** Remembers when the case's script begins to run; stands before it, in a file or inline. */
const MARK = 'self.benchEvaluated??=performance.now();';

/** A script that says when it begins; a comment that speaks to the browser stays its first line. @param {string} text */
const marked = (text) => text.replace(/^(\/\/#.*\n)?/, (comment) => comment + MARK);

/** Reports what the page's clock said, once. */
const REPORT = `benchDone(JSON.stringify({evaluated:self.benchEvaluated,identified:self.benchIdentified,told:performance.now()}))`;

/**
 * Stands before the vendor's script and reports its first \`start\`, unless the page waits for an
 * email instead.
 */
export const VENDOR_PROLOGUE =
  `window.__vendor={calls:[],runs:0,onCall(command,options){` +
  `if(self.benchTold)benchTold(command,options);else if(command=='start'&&!self.benchOver){benchOver=1;${REPORT}}}};`;

/** A queue that reports when it is told an email; every contender keeps a queue that it finds. */
const LISTENER =
  `<script>benchTold=(command,options)=>{const email=command=='user_email'?options:options&&options.user_email;` +
  `if(email&&!self.benchOver){benchOver=1;${REPORT}}};` +
  `window.profitwell=function(){(profitwell.q=profitwell.q||[]).push(arguments);benchTold(...arguments)}</script>`;

/** @param {string} head */
const html = (head) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>${head}</head><body><h1>A page</h1></body></html>`;

/**
 * A page with a script of its own, `/page.js`; the first of \`files\` is marked.
 *
 * @param {import('../types.js').Files} files
 */
export function external(files, { attributes = '', module = false, listen = false, head = '' } = {}) {
  const type = module ? ' type="module"' : '';
  return {
    html: html(`${head}${listen ? LISTENER : ''}<script async${type} src="page.js"${attributes}></script>`),
    files: { ...files, '/page.js': marked(`${files['/page.js']}`) },
  };
}

/** A page with its script in the HTML. @param {string} text */
export function inline(text, attributes = '') {
  if (/<\/script|<!--/i.test(text)) throw new Error('this script cannot stand in HTML as it is');
  return { html: html(`<script${attributes}>${marked(text)}</script>`), files: {}, inlined: [text] };
}

/** The settings as attributes of a tag. @param {string} vendorUrl */
export const attributes = (vendorUrl) =>
  ` data-public-api-token="${TOKEN}" data-site-type="marketing" data-script-url="${vendorUrl}"`;
