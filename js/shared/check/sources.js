// Source lists of a Content-Security-Policy, and what they allow (Content Security Policy Level 3).

/**
 * @typedef {import('./policy-text.js').Directive} Directive
 * @typedef {import('./policy-text.js').Policy} Policy
 */

/** Which directive stands in where one is missing. */
const FALLBACKS = /** @type {Record<string, string[]>} */ ({
  'script-src-elem': ['script-src-elem', 'script-src', 'default-src'],
  'script-src': ['script-src', 'default-src'],
  'connect-src': ['connect-src', 'default-src'],
  'frame-src': ['frame-src', 'child-src', 'default-src'],
});

const KEYWORDS = ['self', 'none', 'unsafe-inline', 'unsafe-eval', 'wasm-unsafe-eval', 'strict-dynamic'].concat([
  'unsafe-hashes',
  'report-sample',
  'inline-speculation-rules',
  'trusted-types-eval',
]);
const BARE_KEYWORD = new RegExp(`^(${KEYWORDS.join('|')}|nonce-.+|sha(256|384|512)-.+)$`, 'i');

/** A source as HTML may have written it, in an attribute. @param {string} source */
const decoded = (source) =>
  source
    .replace(/&(#39|#x27|apos);/gi, "'")
    .replace(/&(quot|#34);/gi, '"')
    .replace(/&amp;/gi, '&');

/**
 * A source with the quotes that it must have: a keyword without them is read as a host.
 *
 * @param {string} source
 */
export const repaired = (source) => {
  const text = decoded(source);
  const bare = text.replace(/^["'\u2018-\u201f`]+|["'\u2018-\u201f`]+$/g, '');
  return BARE_KEYWORD.test(bare) ? `'${bare}'` : text;
};

/** Whether a source is a keyword, nonce or hash without its quotes, or with others. @param {string} source */
export const isMisquoted = (source) => repaired(source) !== decoded(source);

/** The directive that counts for a name. @param {Policy} policy @param {string} name @returns {Directive | undefined} */
export const governing = ({ directives }, name) => {
  for (const one of FALLBACKS[name] ?? [name]) {
    const found = directives.find((directive) => directive.name === one);
    if (found) return found;
  }
  return undefined;
};

/** Whether a list holds a keyword. @param {Directive} directive @param {string} keyword */
export const hasKeyword = ({ sources }, keyword) =>
  sources.some((source) => decoded(source).toLowerCase() === `'${keyword}'`);

/** Whether a list holds a nonce or, of inline scripts, a hash. @param {Directive} directive @param {RegExp} kind */
const holds = ({ sources }, kind) => sources.some((source) => kind.test(decoded(source)));
/** @param {Directive} directive */
export const hasNonce = (directive) => holds(directive, /^'nonce-.+'$/i);
/** @param {Directive} directive */
export const hasHash = (directive) => holds(directive, /^'sha(256|384|512)-.+'$/i);

const PORTS = /** @type {Record<string, string>} */ ({ 'http:': '80', 'https:': '443' });

/** @param {string} source @param {URL} url */
const matches = (source, url) => {
  if (source === '*') return ['http:', 'https:'].includes(url.protocol);
  const scheme = /^([a-z][a-z\d+.-]*:)$/i.exec(source);
  if (scheme) return scheme[1].toLowerCase() === url.protocol || (scheme[1] === 'http:' && url.protocol === 'https:');
  const host = /^(?:([a-z][a-z\d+.-]*):\/\/)?([^:/'"]+)(?::(\d+|\*))?(\/[^?#]*)?$/i.exec(source);
  if (!host) return false;
  const [, protocol, name, port, path] = host;
  if (
    protocol &&
    `${protocol.toLowerCase()}:` !== url.protocol &&
    !(protocol.toLowerCase() === 'http' && url.protocol === 'https:')
  ) {
    return false;
  }
  const wanted = name.toLowerCase();
  const hostname = url.hostname.toLowerCase();
  const isHost = wanted.startsWith('*.') ? hostname.endsWith(wanted.slice(1)) : wanted === '*' || hostname === wanted;
  if (!isHost || (port && port !== '*' && port !== (url.port || PORTS[url.protocol]))) return false;
  if (!path || path === '/') return true;
  return path.endsWith('/') ? url.pathname.startsWith(path) : url.pathname === path;
};

/**
 * Whether a list allows a URL by what it names; `self` is the page's own origin. Where `'strict-dynamic'` stands, a list of scripts names
 * none.
 *
 * @param {Directive} directive
 * @param {string} address
 * @param {string} self
 */
export const allowsUrl = (directive, address, self) => {
  const url = new URL(address, self);
  return directive.sources.some((source) => {
    const text = decoded(source);
    if (text.toLowerCase() === "'self'") return url.origin === new URL(self).origin;
    return matches(text, url);
  });
};
