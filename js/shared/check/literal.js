// Objects as JSON or JavaScript write them, with the place of every name and value. Nothing is evaluated: what is no
// literal, such as a variable, a call or a function, stays code.

/**
 * @typedef {import('./text.js').Range} Range
 *
 * @typedef {object} Code a value that only running it would give
 * @property {'code'} kind
 * @property {Range} range
 * @property {boolean} isFunction
 *
 * @typedef {object} Plain
 * @property {'plain'} kind
 * @property {string | number | boolean | null | undefined} value
 * @property {Range} range
 *
 * @typedef {object} List
 * @property {'list'} kind
 * @property {Node[]} items
 * @property {Range} range
 *
 * @typedef {{ name: string, nameRange: Range, node: Node }} Entry
 *
 * @typedef {object} ObjectNode
 * @property {'object'} kind
 * @property {Entry[]} entries
 * @property {Range} range
 *
 * @typedef {Code | Plain | List | ObjectNode} Node
 */

const DEEPEST = 40;
/** In place of a value that only running the code would give. */
export const UNKNOWN = Symbol('unknown');
const SPACE = /\s*/y;
const WORD = /[\p{L}$_][\p{L}\p{N}$_]*/uy;
const NUMBER = /[-+]?(?:0x[\da-f]+|\d+(?:_\d+)*(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+)/iy;
const ESCAPES = /** @type {Record<string, string>} */ ({
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
});
const WORDS = new Map(
  /** @type {[string, any][]} */ ([
    ['true', true],
    ['false', false],
    ['null', null],
    ['undefined', undefined],
  ]),
);
const CLOSING = /** @type {Record<string, string>} */ ({ '{': '}', '[': ']', '(': ')' });

/** Reads from an offset on. */
class Reader {
  /** @param {string} text @param {number} at */
  constructor(text, at) {
    this.text = text;
    this.at = at;
    /** Whether the text has ended within something, so that no object around it ends either. */
    this.isCut = false;
  }

  /** What the expression finds here; it is moved past. @param {RegExp} expression a sticky one */
  take(expression) {
    expression.lastIndex = this.at;
    const [found = ''] = expression.exec(this.text) ?? [];
    this.at += found.length;
    return found;
  }

  /** Moves past a comment, if one begins here. */
  comment() {
    const { text, at } = this;
    if (text[at] !== '/' || (text[at + 1] !== '/' && text[at + 1] !== '*')) return false;
    const close = text[at + 1] === '/' ? '\n' : '*/';
    const end = text.indexOf(close, at + 2);
    this.at = end < 0 ? text.length : end + close.length;
    return true;
  }

  space() {
    do this.take(SPACE);
    while (this.comment());
  }

  /** The string that begins here, or nothing where it does not end. */
  string() {
    const { text } = this;
    const quote = text[this.at];
    let value = '';
    for (let at = this.at + 1; at < text.length; at += 1) {
      const character = text[at];
      if (character === quote) {
        this.at = at + 1;
        return value;
      }
      if (character === '\n' && quote !== '`') return undefined;
      if (character === '$' && quote === '`' && text[at + 1] === '{') return undefined;
      if (character !== '\\') {
        value += character;
        continue;
      }
      at += 1;
      const code = /^(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2}))/i.exec(text.slice(at, at + 9));
      if (code) {
        const number = Number.parseInt(code[1] ?? code[2] ?? code[3], 16);
        value += number <= 0x10ffff ? String.fromCodePoint(number) : '';
        at += code[0].length - 1;
      } else {
        value += ESCAPES[text[at]] ?? (text[at] === '\n' ? '' : (text[at] ?? ''));
      }
    }
    return undefined;
  }

  /** Moves past code, up to what ends a value: a comma or a bracket that closes what is around it. */
  skipCode() {
    const { text } = this;
    /** @type {string[]} */
    const open = [];
    while (this.at < text.length) {
      const character = text[this.at];
      if (character === '"' || character === "'" || character === '`') {
        const { at } = this;
        if (this.string() === undefined) this.at = at + 1;
        continue;
      }
      if (this.comment()) continue;
      if (CLOSING[character]) open.push(CLOSING[character]);
      else if (character === open.at(-1)) open.pop();
      else if (!open.length && /[,;}\])]/.test(character)) return;
      this.at += 1;
    }
    this.isCut = true;
  }

  /** @param {number} depth @returns {Node} */
  value(depth) {
    this.space();
    const start = this.at;
    const node = this.literal(depth);
    const end = this.at;
    this.space();
    if (node && /[,;}\])]/.test(this.text[this.at] ?? ',')) {
      this.at = end;
      return node;
    }
    // More follows: an operator, a call.
    if (!this.isCut) {
      this.at = start;
      this.skipCode();
    }
    const code = this.text.slice(start, this.at).trimEnd();
    const isFunction = /^(async\b|function\b|\w+\s*=>|\([\w\s,={}]*\)\s*=>)/.test(code.slice(0, 200));
    return { kind: 'code', range: [start, start + code.length], isFunction };
  }

  /** @param {number} depth @returns {Node | undefined} */
  literal(depth) {
    const start = this.at;
    const character = this.text[start];
    if (character === '{' || character === '[') {
      if (depth > DEEPEST) return undefined;
      return character === '{' ? this.object(depth) : this.list(depth);
    }
    if (character === '"' || character === "'" || character === '`') {
      const value = this.string();
      return value === undefined ? undefined : { kind: 'plain', value, range: [start, this.at] };
    }
    const number = this.take(NUMBER);
    if (number) return { kind: 'plain', value: Number(number.replaceAll('_', '')), range: [start, this.at] };
    const word = this.take(WORD);
    if (!WORDS.has(word)) return undefined;
    return { kind: 'plain', value: WORDS.get(word), range: [start, this.at] };
  }

  /** @param {number} depth @returns {List | undefined} */
  list(depth) {
    const start = this.at;
    /** @type {Node[]} */
    const items = [];
    this.at += 1;
    for (;;) {
      this.space();
      if (this.text[this.at] === ']') break;
      const before = this.at;
      items.push(this.value(depth + 1));
      this.space();
      if (this.text[this.at] === ',') this.at += 1;
      else if (this.text[this.at] !== ']' || this.at === before) return undefined;
    }
    this.at += 1;
    return { kind: 'list', items, range: [start, this.at] };
  }

  /** @param {number} depth @returns {ObjectNode | undefined} */
  object(depth) {
    const start = this.at;
    /** @type {Entry[]} */
    const entries = [];
    this.at += 1;
    for (;;) {
      this.space();
      if (this.text[this.at] === '}') break;
      const entry = this.entry(depth);
      if (entry) entries.push(entry);
      this.space();
      if (this.text[this.at] === ',') this.at += 1;
      else if (this.text[this.at] !== '}') return undefined;
    }
    this.at += 1;
    return { kind: 'object', entries, range: [start, this.at] };
  }

  /** An entry; nothing for what names none, such as a spread. @param {number} depth @returns {Entry | undefined} */
  entry(depth) {
    const start = this.at;
    const isQuoted = /["']/.test(this.text[start] ?? '');
    const name = isQuoted ? this.string() : this.take(WORD) || this.take(NUMBER);
    const nameRange = /** @type {const} */ ([start, this.at]);
    this.space();
    if (name && this.text[this.at] === ':') {
      this.at += 1;
      return { name, nameRange, node: this.value(depth + 1) };
    }
    const isShort = /[,}]/.test(this.text[this.at] ?? '');
    const isMethod = this.text[this.at] === '(';
    this.skipCode();
    if (!name || !(isShort || isMethod)) return undefined;
    return { name, nameRange, node: { kind: 'code', range: nameRange, isFunction: isMethod } };
  }
}

/**
 * The object or list that begins at an offset.
 *
 * @param {string} text
 * @param {number} [at]
 * @param {number} [end] of what may be read
 * @returns {ObjectNode | List | undefined} nothing where there is none, or it has no end
 */
export const readLiteral = (text, at = 0, end = text.length) => {
  const reader = new Reader(end < text.length ? text.slice(0, end) : text, at);
  reader.space();
  if (text[reader.at] === '[') return reader.list(0);
  return text[reader.at] === '{' ? reader.object(0) : undefined;
};

/**
 * The object that begins at an offset.
 *
 * @param {string} text
 * @param {number} [at]
 * @param {number} [end]
 * @returns {ObjectNode | undefined}
 */
export const readObject = (text, at, end) => {
  const node = readLiteral(text, at, end);
  return node?.kind === 'object' ? node : undefined;
};

/** What a node stands for. @param {Node | undefined} node @returns {any} */
export const valueOfNode = (node) => {
  if (node?.kind === 'plain') return node.value;
  if (node?.kind === 'list') return node.items.map(valueOfNode);
  if (node?.kind === 'object') {
    return Object.assign(Object.create(null), ...node.entries.map(({ name, node }) => ({ [name]: valueOfNode(node) })));
  }
  if (!node) return undefined;
  return node.isFunction ? () => true : UNKNOWN;
};

/** The entry of a name: the last counts. @param {Node | undefined} node @param {string} name */
export const entryOf = (node, name) =>
  node?.kind === 'object' ? node.entries.findLast((entry) => entry.name === name) : undefined;

/** A string in the notation of the value that it replaces. @param {string} value @param {string} instead */
export const quotedLike = (value, instead) => {
  const quote = instead.startsWith('"') ? '"' : "'";
  return quote + value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n') + quote;
};
