// Content-Security-Policies in the input: header lines, `<meta>` elements, configuration, or the bare value.

/**
 * @typedef {import('./text.js').Range} Range
 *
 * @typedef {object} Directive
 * @property {string} name in lower case
 * @property {string[]} sources as they are written
 * @property {Range} range
 *
 * @typedef {object} Policy
 * @property {Directive[]} directives the first of each name
 * @property {Directive[]} repeated those that browsers ignore, because the name was there before
 * @property {Range} range
 * @property {boolean} isReportOnly
 * @property {'header' | 'meta' | 'bare'} via
 */

export const DIRECTIVES = [
  'default-src',
  'script-src',
  'script-src-elem',
  'script-src-attr',
  'connect-src',
  'frame-src',
]
  .concat(['child-src', 'worker-src', 'style-src', 'style-src-elem', 'style-src-attr', 'img-src', 'font-src'])
  .concat(['media-src', 'object-src', 'manifest-src', 'prefetch-src', 'base-uri', 'form-action', 'frame-ancestors'])
  .concat(['sandbox', 'report-uri', 'report-to', 'require-trusted-types-for', 'trusted-types', 'navigate-to'])
  .concat(['upgrade-insecure-requests', 'block-all-mixed-content', 'plugin-types', 'fenced-frame-src', 'webrtc']);

const KNOWN = new Set(DIRECTIVES);
/** What only a directive is called like, were it misspelt. */
const DASHED = /^[a-z\d]+(-[a-z]+)+$/;
/** A header's name, and what stands before its value: in a response, a server's configuration, JSON. */
const HEADER =
  /content-security-policy(-report-only)?(?:["']?\s{0,20},\s{0,20}["']?value["']?\s{0,9}:\s{0,9}|["']?[^\S\n]{0,20}[:=,]?[^\S\n]{0,20})/gi;
const BARE =
  /(?:^|[;\n])[^\S\n]{0,80}(?:default|script|connect|frame|child|style|img|base|object|worker)-(?:src|uri)(?:-elem|-attr)?(?=[\s;]|$)|(?:^|[;\n])[^\S\n]{0,80}(?:require-)?trusted-types(?=[\s;-]|$)|(?:^|\n)[^\S\n]{0,80}sandbox(?=[^\S\n]+allow-)/i;

/** One policy. @param {string} text @param {Range} range @param {Pick<Policy, 'isReportOnly' | 'via'>} kind @returns {Policy} */
export const readPolicy = (text, [start, end], kind) => {
  /** @type {Policy} */
  const policy = { directives: [], repeated: [], range: [start, end], ...kind };
  const names = new Set();
  let at = start;
  for (const part of text.slice(start, end).split(';')) {
    const inner = part.trim();
    const from = at + (part.length - part.trimStart().length);
    at += part.length + 1;
    if (!inner) continue;
    const [name, ...sources] = inner.split(/\s+/);
    /** @type {Directive} */
    const directive = { name: name.toLowerCase(), sources, range: [from, from + inner.length] };
    (names.has(directive.name) ? policy.repeated : policy.directives).push(directive);
    names.add(directive.name);
  }
  return policy;
};

/**
 * The policies of one value: a comma separates them. A `,` within a source cannot be.
 *
 * @param {string} text
 * @param {Range} range
 * @param {Pick<Policy, 'isReportOnly' | 'via'>} kind
 */
const readPolicies = (text, [start, end], kind) => {
  /** @type {Policy[]} */
  const policies = [];
  let at = start;
  for (const part of text.slice(start, end).split(',')) {
    if (part.trim()) policies.push(readPolicy(text, [at, at + part.length], kind));
    at += part.length + 1;
  }
  return policies;
};

/** Where the value of a header ends that begins here: with its quote, or with its lines. @param {string} text @param {number} start */
const endOfValue = (text, start) => {
  const quote = text[start];
  if (quote === '"' || quote === '`') {
    const close = text.indexOf(quote, start + 1);
    if (close >= 0) return { range: /** @type {const} */ ([start + 1, close]), end: close + 1 };
  }
  let end = start;
  for (;;) {
    const next = text.indexOf('\n', end);
    end = next < 0 ? text.length : next;
    // The value continues where a line begins with white space, as folded headers do, or ends with a semicolon before it.
    const isFolded = next >= 0 && /^\n[^\S\n]+\S/.test(text.slice(next, next + 200));
    const isMore =
      isFolded ||
      (next >= 0 && /;\s*$/.test(text.slice(Math.max(start, next - 20), next)) && startsDirective(text, next + 1));
    if (!isMore) break;
    end += 1;
  }
  return { range: /** @type {const} */ ([start, end]), end };
};

/** Whether a line begins with the name of a directive. @param {string} text @param {number} at */
const startsDirective = (text, at) =>
  KNOWN.has(/^[\w-]+/.exec(text.slice(at, at + 40).trimStart())?.[0].toLowerCase() ?? '');

/**
 * The policies in input without HTML; `taken` are the parts that they are in.
 *
 * @param {string} text
 * @returns {{ policies: Policy[], taken: Range[] }}
 */
export const findPolicies = (text) => {
  /** @type {Policy[]} */
  const policies = [];
  /** @type {Range[]} */
  const taken = [];
  let after = 0;
  for (const { 0: all, 1: only, index } of text.matchAll(HEADER)) {
    if (index < after) continue;
    const { range, end } = endOfValue(text, index + all.length);
    const found = readPolicies(text, range, { isReportOnly: Boolean(only), via: 'header' });
    after = end; // what is read once is not read again
    // A sentence may name the header, too.
    if (!found.some(({ directives }) => directives.some(({ name }) => KNOWN.has(name) || DASHED.test(name)))) continue;
    policies.push(...found);
    taken.push([index, end]);
  }
  if (policies.length || !BARE.test(text)) return { policies, taken };
  // Bare: from the first directive to the end of its paragraph.
  const first = BARE.exec(text);
  const at = (first?.index ?? 0) + (first?.[0].startsWith('\n') ? 1 : 0);
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const blank = /\n[^\S\n]*\n/.exec(text.slice(start));
  const end = blank ? start + blank.index : text.length;
  return { policies: readPolicies(text, [start, end], { isReportOnly: false, via: 'bare' }), taken: [[start, end]] };
};
