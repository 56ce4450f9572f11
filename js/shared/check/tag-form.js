// How a browser runs a script tag of ours, and which file it loads.

import { attributeValue } from './html.js';
import { fileOf } from './names.js';

const CURLY = /[\u2018-\u201f]/;
/** Types that browsers run as scripts. */
const CLASSIC = /^\s*((text|application)\/(x-)?(java|ecma)script)?\s*$/i;

/** Adds to a tag's findings what is wrong with the form of it. @param {import('./tag.js').Tag} tag */
export function readForm(tag) {
  const { element, src, type } = tag;
  const attribute = (/** @type {string} */ name) => element.attributes.find((one) => one.name === name);
  const typed = attribute('type');
  if (element.isOpen) {
    tag.isBroken = true;
    tag.add('unclosed_tag', 'error', 'The tag does not end: a quotation mark or its > is missing.');
    return;
  }
  const broken = element.attributes.find(
    ({ value }) => /[\s"'](data-[a-z-]+|src|async)\s*=|<\/?script/i.test(value) && !/^\s*[[{]/.test(value),
  );
  if (broken) {
    tag.isBroken = true;
    const [start] = broken.valueRange;
    const cut = start + tag.source.slice(start, broken.valueRange[1]).search(/\s|$/);
    const message = `The quotation mark of ${broken.name.slice(0, 60)} is not closed, so what follows belongs to its value.`;
    tag.add('unclosed_quote', 'error', message, [{ range: [cut, cut], text: '"' }], broken.range[0]);
    return;
  }
  if (element.name !== 'script') return;
  if (tag.isModule && typed) {
    tag.add(
      'module_script',
      'warning',
      'type="module": a module does not know its own tag. The settings are found only while one element of the page has them, a nonce is not passed on, and from another origin the file needs CORS headers. Use a classic script.',
      [{ range: typed.range, text: attribute('async') ? '' : 'async' }],
      typed.range[0],
    );
  } else if (!CLASSIC.test(type) && typed) {
    const isConsent = /^text\/plain$/i.test(type.trim());
    if (isConsent) {
      tag.add(
        'type_not_run',
        'note',
        'type="text/plain": browsers do not run it until a consent manager changes that. See that it keeps the data- attributes, or put the settings into the page.',
        [],
        typed.range[0],
      );
    } else {
      tag.add(
        'type_not_run',
        'error',
        `type="${type.slice(0, 60)}": browsers do not run such a script.`,
        [tag.removal(typed)],
        typed.range[0],
      );
    }
  }
  const nomodule = attribute('nomodule');
  if (nomodule)
    tag.add(
      'type_not_run',
      'error',
      'nomodule: browsers of today do not run such a script.',
      [tag.removal(nomodule)],
      nomodule.range[0],
    );
  if (src === undefined) {
    const isEmpty = element.text[0] === element.text[1];
    if (isEmpty)
      tag.add('no_src', 'error', `The tag has no src, so nothing is loaded: src="/${tag.prefix}.min.js".`, [
        tag.addition(`src="/${tag.prefix}.min.js"`),
      ]);
    else if (!attributeValue(element, 'data-nowasm-src'))
      tag.add(
        'fallback_unknown',
        'note',
        `Inlined code has no URL, so where WebAssembly is refused its fallback is not found: name it, data-nowasm-src="/${tag.border.NOWASM}".`,
        [tag.addition(`data-nowasm-src="/${tag.border.NOWASM}"`)],
      );
    return;
  }
  if (!src || CURLY.test(src)) {
    if (!src) tag.add('no_src', 'error', 'src is empty, so nothing is loaded.');
    return;
  }
  if (/^http:\/\/(?!localhost|127\.|\[::1)/i.test(src)) {
    const [start] = attribute('src')?.valueRange ?? element.range;
    tag.add(
      'insecure_src',
      'warning',
      'src is plain http: on an https page browsers block it.',
      [{ range: [start, start + 5], text: 'https:' }],
      start,
    );
  }
  const file = src.split(/[?#]/)[0].split('/').pop() ?? '';
  if (/retention-destinations.*\/(index|core|wasm|classic|nowasm\/index)\.c?js$/i.test(src.split(/[?#]/)[0])) {
    tag.add('wrong_file', 'error', `${file.slice(0, 60)} is a module for bundlers: a tag loads ${tag.prefix}.min.js.`);
  } else if (
    fileOf(tag.border).test(file) &&
    file !== `${tag.prefix}.min.js` &&
    file !== tag.border.NOWASM &&
    !attributeValue(element, 'data-nowasm-src')
  ) {
    tag.add(
      'fallback_unknown',
      'note',
      `The file is renamed. Where WebAssembly is refused the tag looks for ${tag.border.NOWASM} in the same folder, under just that name: open its URL, which must answer with JavaScript, or name it by data-nowasm-src.`,
    );
  }
}
