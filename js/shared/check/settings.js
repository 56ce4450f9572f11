// What is wrong with settings, whether they are an object or its text, and with the settings of a host.

import { explainSettings } from '../setting-hints.js';
import { entryOf, quotedLike, readObject, valueOfNode } from './literal.js';

/**
 * @typedef {import('../types.js').Finding} Finding
 * @typedef {import('../setting-hints.js').Problem} Problem
 * @typedef {import('../setting-hints.js').Product} Product
 * @typedef {import('./literal.js').ObjectNode} ObjectNode
 * @typedef {import('./text.js').Range} Range
 * @typedef {{ text: string, lineAt: (offset: number) => number }} Source
 */

/** A hint as a sentence. @param {Problem} problem */
export const sentenceOf = ({ setting, hint }) => `${setting} ${hint}${/[.?!]$/.test(hint) ? '' : '.'}`;

/** @param {unknown} value @param {string} [instead] */
const written = (value, instead = "'") => (typeof value === 'string' ? quotedLike(value, instead) : String(value));

/** A problem of an object of which there is no text. @param {Problem} problem @returns {Finding} */
const ofObject = (problem) => {
  const { code, gravity, setting, name, value } = problem;
  const fix = value === undefined ? name : `${setting}: ${written(value)}`;
  return { code, gravity, message: sentenceOf(problem), ...(fix !== undefined && { fix }) };
};

/** The range of an entry with the comma that follows it. @param {string} text @param {import('./literal.js').Entry} entry @returns {Range} */
const wholeEntry = (text, { nameRange, node }) => {
  const comma = /^\s{0,99},?[^\S\n]*\n?[^\S\n]*/.exec(text.slice(node.range[1], node.range[1] + 200))?.[0] ?? '';
  return [nameRange[0], node.range[1] + (comma.includes(',') ? comma.length : 0)];
};

/**
 * A problem of an object whose text is known.
 *
 * @param {Problem} problem
 * @param {ObjectNode} node
 * @param {Source} source
 * @returns {Finding}
 */
const ofText = (problem, node, { text, lineAt }) => {
  const { code, gravity, setting, name, value, isToGo } = problem;
  const entry = entryOf(node, setting);
  const line = lineAt(entry?.nameRange[0] ?? node.range[0]);
  const base = { code, gravity, line, message: sentenceOf(problem) };
  if (!entry) return base;
  if (isToGo) return { ...base, fix: '', range: wholeEntry(text, entry) };
  if (value !== undefined) {
    const { range } = entry.node;
    return { ...base, fix: written(value, text.slice(...range)), range };
  }
  if (name === undefined) return base;
  const range = entry.nameRange;
  return { ...base, fix: /^["']/.test(text.slice(...range)) ? quotedLike(name, text.slice(...range)) : name, range };
};

/** Whether an object is what a host is given or its CDN serves. @param {any} settings @param {Product} product */
const isHosts = (settings, { border, aliases = {} }) => {
  const own = [border.NAMES[0], ...Object.keys(aliases)];
  const has = (/** @type {string} */ name) => Object.hasOwn(settings, name);
  return !own.some(has) && ['integrations', 'cdnSettings', 'plan', 'writeKey'].some(has);
};

/**
 * What settings of a host do to us: its CDN's, or its load options.
 *
 * @param {Product} product
 * @param {ObjectNode} node
 * @param {Source} source
 * @returns {Finding[]}
 */
export const checkHost = ({ border: { NAME }, isInSegment }, node, { text, lineAt }) => {
  /** @type {Finding[]} */
  const found = [];
  const cdn = entryOf(node, 'cdnSettings')?.node;
  for (const holder of [node, ...(cdn ? [cdn] : [])]) {
    const integrations = entryOf(holder, 'integrations')?.node;
    if (integrations?.kind !== 'object') continue;
    const own = entryOf(integrations, NAME);
    const all = entryOf(integrations, 'All');
    const value = valueOfNode(own?.node);
    if (own && isInSegment({ settings: { cdnSettings: { integrations: valueOfNode(integrations) } } })) {
      found.push({
        code: 'also_in_segment',
        gravity: 'error',
        line: lineAt(own.nameRange[0]),
        message: `Segment\u2019s own ${NAME} destination is on for this source. Turn it off there (Connections, Destinations, ${NAME}): as long as it is on, this destination stays off.`,
        fix: '',
        range: wholeEntry(text, own),
      });
    }
    const isOff = value === false || (valueOfNode(all?.node) === false && (value === undefined || value === null));
    const entry = value === false ? own : all;
    if (isOff && entry) {
      const isAll = entry === all;
      found.push({
        code: 'off_by_integrations',
        gravity: 'error',
        line: lineAt(entry.nameRange[0]),
        message: `This integrations object switches ${NAME} off${isAll ? ', because it switches all off and does not name it' : ''}. In load options it is off for the whole page; in an event, for that event.`,
        fix: isAll ? `${text.slice(...entry.nameRange)}: false, ${NAME}: true` : 'true',
        range: isAll ? [entry.nameRange[0], entry.node.range[1]] : entry.node.range,
      });
    }
    for (const { name, nameRange } of integrations.entries) {
      if (name === NAME || name.toLowerCase().replace(/[^a-z]/g, '') !== NAME.toLowerCase()) continue;
      const quoted = text.slice(...nameRange);
      found.push({
        code: 'integrations_name',
        gravity: 'warning',
        line: lineAt(nameRange[0]),
        message: `In an integrations object names are matched to the letter: "${name}" does nothing. It is called ${NAME}.`,
        fix: /^["']/.test(quoted) ? quotedLike(NAME, quoted) : NAME,
        range: nameRange,
      });
    }
  }
  return found;
};

/**
 * The settings in a string, of the destination or of a host.
 *
 * @param {Product} product
 * @param {ObjectNode} node
 * @param {Source} source
 * @param {{ isPart?: boolean }} [options] `isPart`: the required setting may come from elsewhere
 * @returns {Finding[]}
 */
export const checkNode = (product, node, source, options) => {
  const values = valueOfNode(node);
  if (isHosts(values, product)) return checkHost(product, node, source);
  return explainSettings(product, values, options).map((problem) => ofText(problem, node, source));
};

/**
 * @param {Product} product
 * @param {unknown} settings an object, or the text of one
 * @param {(text: string) => (offset: number) => number} lineFinder
 * @returns {Finding[]}
 */
export const checkSettings = (product, settings, lineFinder) => {
  let given = settings;
  if (typeof settings === 'string') {
    const start = settings.indexOf('{');
    const node = start >= 0 ? readObject(settings, start) : undefined;
    if (node) return checkNode(product, node, { text: settings, lineAt: lineFinder(settings) });
    given = undefined;
  } else if (settings !== null && typeof settings === 'object' && isHosts(settings, product)) {
    const text = JSON.stringify(settings, null, 2);
    const node = readObject(text);
    // The lines would be those of a string that does not exist.
    if (node) return checkHost(product, node, { text, lineAt: () => 0 }).map(({ line, range, ...finding }) => finding);
  }
  return explainSettings(product, given).map(ofObject);
};
