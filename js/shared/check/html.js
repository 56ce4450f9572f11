// HTML as a browser reads it, for what is looked for in it. Nothing of it is ever inserted or run.

import { Tokenizer } from 'htmlparser2';

/**
 * @typedef {import('./text.js').Range} Range
 *
 * @typedef {object} Attribute
 * @property {string} name in lower case
 * @property {string} value with its entities decoded
 * @property {Range} nameRange
 * @property {Range} valueRange without quotes; empty where there is no value
 * @property {Range} range of the whole
 * @property {boolean} hasValue
 *
 * @typedef {object} Element
 * @property {string} name in lower case
 * @property {Attribute[]} attributes the first of each name
 * @property {Attribute[]} repeated those that browsers ignore, because the name was there before
 * @property {Range} range of the start tag
 * @property {Range} text of a script, which follows its start tag
 * @property {Range} whole with its text and its end tag, where it is a script
 * @property {string} [inside] the element in which browsers do not run it
 * @property {boolean} [isOpen] the source ends within the start tag
 *
 * @typedef {object} Page
 * @property {string} source
 * @property {Element[]} elements those that may concern us
 * @property {Range[]} comments that hold a script
 * @property {number} body where it begins; the length of the source where nothing says so
 * @property {boolean} isHtml whether there is a tag in it at all
 */

const WANTED = ['script', 'link', 'meta', 'base'];
/** An attribute by which an element of another name is one of ours. */
const TELLING = /^data-.*(token|endpoint)/;
/** Where browsers run no script. */
const INERT = ['noscript', 'template'];
/** Nobody writes more by hand. */
const MOST_ATTRIBUTES = 500;

/** The value of an attribute; nothing where it is not there. @param {Element} element @param {string} name */
export const attributeValue = ({ attributes }, name) => attributes.find((one) => one.name === name)?.value;

/** The text of a script. @param {Page} page @param {Element} element */
export const scriptText = ({ source }, { text }) => source.slice(...text);

/**
 * @param {string} source
 * @returns {Page}
 */
export const readHtml = (source) => {
  /** @type {Page} */
  const page = { source, elements: [], comments: [], body: source.length, isHtml: false };
  /** @type {string[]} the open elements in which nothing runs */
  const inert = [];
  /** @type {Element | undefined} whose start tag is being read */
  let element;
  /** @type {Element | undefined} the script whose text is being read */
  let script;
  /** @type {Attribute | undefined} that is being read */
  let attribute;
  const before = /\s*=\s*["']?/y; // before a value

  const isWanted = (/** @type {Element} */ { name, attributes }) =>
    WANTED.includes(name) || attributes.some((one) => TELLING.test(one.name));

  const addAttribute = (/** @type {number} */ end, isQuoted = false) => {
    if (!element || !attribute) return;
    const [start, nameEnd] = attribute.nameRange;
    attribute.range = [start, end];
    if (attribute.hasValue) {
      before.lastIndex = nameEnd;
      before.test(source);
      const from = Math.min(before.lastIndex || nameEnd, end);
      attribute.valueRange = [from, Math.max(from, isQuoted ? end - 1 : end)];
    }
    const { attributes, repeated } = element;
    if (attributes.length + repeated.length < MOST_ATTRIBUTES) {
      const { name } = attribute;
      const isKnown = attributes.some((one) => one.name === name);
      (isKnown ? repeated : attributes).push(attribute);
    }
    attribute = undefined;
  };

  const endTag = (/** @type {number} */ end) => {
    if (!element) return;
    element.range = [element.range[0], end];
    element.whole = element.range;
    element.text = [end, end];
    const { name } = element;
    if (name === 'body') page.body = Math.min(page.body, end);
    if (INERT.includes(name)) inert.push(name);
    if (isWanted(element)) page.elements.push(element);
    script = name === 'script' ? element : undefined;
    element = undefined;
  };

  const tokenizer = new Tokenizer(
    {},
    {
      onopentagname(start, end) {
        page.isHtml = true;
        const name = source.slice(start, end).toLowerCase();
        const inside = inert.at(-1);
        const range = /** @type {const} */ ([start - 1, end]);
        element = { name, attributes: [], repeated: [], range, whole: range, text: [end, end], inside };
      },
      onattribname(start, end) {
        const name = source.slice(start, end).toLowerCase();
        const nameRange = /** @type {const} */ ([start, end]);
        attribute = { name, value: '', nameRange, valueRange: [end, end], range: nameRange, hasValue: false };
      },
      onattribdata(start, end) {
        if (!attribute) return;
        attribute.hasValue = true;
        attribute.value += source.slice(start, end);
      },
      onattribentity(codepoint) {
        if (!attribute) return;
        attribute.hasValue = true;
        attribute.value += String.fromCodePoint(codepoint);
      },
      // `quote` is a `QuoteType`: no value, a value without quotes, single, double.
      onattribend(quote, end) {
        if (attribute) attribute.hasValue = quote > 0;
        addAttribute(end, quote > 1);
      },
      onopentagend: (end) => endTag(end + 1),
      onselfclosingtag: (end) => endTag(end + 1),
      onclosetag(start, end) {
        const name = source.slice(start, end).toLowerCase();
        if (name === 'script' && script) {
          script.whole = [script.range[0], source.indexOf('>', end) + 1 || source.length];
          script = undefined;
        }
        if (name === inert.at(-1)) inert.pop();
        if (name === 'head') page.body = Math.min(page.body, start);
      },
      ontext(_, end) {
        if (script) script.text = [script.text[0], end];
      },
      ontextentity() {},
      oncomment(start, end) {
        page.isHtml = true;
        if (/<script/i.test(source.slice(start, end))) page.comments.push([start, end]);
      },
      oncdata() {},
      ondeclaration() {
        page.isHtml = true;
      },
      onprocessinginstruction() {},
      onend() {},
    },
  );
  tokenizer.write(source);
  tokenizer.end();
  // What the end of the source has cut off.
  addAttribute(source.length);
  if (element && isWanted(element)) {
    const end = source.length;
    const range = /** @type {const} */ ([element.range[0], end]);
    page.elements.push({ ...element, range, whole: range, text: [end, end], isOpen: true });
  }
  return page;
};
