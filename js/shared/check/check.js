// What somebody pastes, in any mixture: a tag, a page, settings, policies, a report.

import { explainSettings } from '../setting-hints.js';
import { entryOf, readObject, valueOfNode } from './literal.js';
import { othersIn } from './others.js';
import { metaPolicies, reviewPage, unique } from './page.js';
import { reviewPolicies } from './policy.js';
import { findPolicies } from './policy-text.js';
import { isReport, readReport } from './report.js';
import { findSecrets } from './secrets.js';
import { checkNode } from './settings.js';
import { blanked, edited, lineFinder } from './text.js';

/**
 * @typedef {import('../types.js').Finding} Finding
 * @typedef {import('../types.js').Checked} Checked
 * @typedef {import('./page.js').Destination} Destination
 * @typedef {Destination['product']} Product
 * @typedef {import('./literal.js').ObjectNode} ObjectNode
 */

/** Where an object may begin outside of HTML: where its line begins, or after a name of ours. */
const OBJECT =
  /^[^\S\n]{0,80}(?:export\s+default\s+|(?:const|let|var)\s+[\w$]{1,60}\s*=\s*|(?:window\.|module\.)?[\w$.]{1,60}\s*=\s*|[\w$.]{1,60}\(\s*)?(?=\{)|\b(?:profitwell|prosperstack)(?:Settings\s{0,9}=\s{0,9}|\(\s{0,99})(?=\{)/gm;
const MOST_OBJECTS = 50;

/** Whether an object is what a host is given, or its CDN serves. @param {ObjectNode} node @param {Product} product */
const isHost = (node, { border }) =>
  ['integrations', 'cdnSettings'].some((name) => entryOf(node, name)) && !entryOf(node, border.NAMES[0]);

/** Whether an object has a setting of ours, or almost. @param {ObjectNode} node @param {Product} product */
const isSettings = (node, product) =>
  node.entries.some(({ name }) => product.border.NAMES.includes(name)) ||
  explainSettings(product, valueOfNode(node)).some(({ name }) => name !== undefined);

/** @param {number} number @param {string} what */
const counted = (number, what) => `${number} ${what}${number === 1 ? '' : 's'}`;

/** The objects of interest in the input, outside of HTML. @param {string} text @param {Product} product */
const findObjects = (text, product) => {
  /** @type {ObjectNode[]} */
  const found = [];
  let done = 0;
  let tried = 0;
  for (const { 0: all, index } of text.matchAll(OBJECT)) {
    if (index < done) continue;
    if (tried >= MOST_OBJECTS) break;
    const node = readObject(text, index + all.length);
    // One without an end is read to the end of the text: not many times over.
    tried += node ? 1 : MOST_OBJECTS / 4;
    if (!node || !(isReport(node) || isHost(node, product) || isSettings(node, product))) continue;
    found.push(node);
    done = node.range[1];
  }
  return found;
};

/** The text with what is wrong put right, as far as that is known. @param {string} text @param {readonly Finding[]} findings */
export const correct = (text, findings) => {
  /** @type {Map<string, import('./text.js').Edit>} */
  const edits = new Map();
  for (const { range, fix } of findings) {
    if (range && fix !== undefined) edits.set(`${range} ${fix}`, { range, text: fix });
  }
  return edited(text, [...edits.values()]);
};

/** @param {string} name @param {Checked['parts']} parts @param {readonly Finding[]} findings @param {string} behaviour */
const verdictOf = (name, parts, findings, behaviour) => {
  const [errors, warnings] = ['error', 'warning'].map(
    (gravity) => findings.filter((one) => one.gravity === gravity).length,
  );
  if (!parts.length)
    return 'Nothing is recognised here: paste a tag, settings, a Content-Security-Policy, a page or a report.';
  const foreign = findings.find(({ code }) => code === 'not_ours' || code === 'no_tag');
  if (foreign)
    return foreign.code === 'no_tag'
      ? 'No tag of ours is found here.'
      : foreign.message.split(/\. |(?<=\.)$/)[0].replace(/\.?$/, '.');
  const only = (/** @type {Checked['parts'][number]} */ part) => parts.every((one) => one === part);
  const looks = counted(warnings, 'thing');
  if (errors) {
    const start = only('policy') ? `This policy stops ${name}` : 'This must be corrected';
    return `${start}: ${counted(errors, 'error')}${warnings ? `, and ${looks} to look at` : ''}.`;
  }
  if (warnings) return `This works in part: ${looks} to look at.`;
  if (only('policy')) return `This policy allows all that ${name} is known to need.`;
  if (only('host settings')) return `Nothing in these settings of the host prevents ${name}.`;
  return `Nothing wrong is found: ${name} ${behaviour}.`;
};

/**
 * @param {string} given
 * @param {Destination} destination
 * @returns {Checked}
 */
export const checkText = (given, destination) => {
  const text = String(given);
  const { product } = destination;
  const lineAt = lineFinder(text);
  /** @type {Finding[]} */
  const findings = [];
  /** @type {Checked['parts']} */
  const parts = [];
  /** @type {Record<string, any>} */
  let settings = Object.create(null);
  let told = '';
  const source = { text, lineAt };

  const isHtml = /<(script|meta|link|html|head|body|!doctype|div|noscript|template)\b|<!--/i.test(text);
  // Outside of HTML: objects, then policies in what is left.
  const head = isHtml ? outside(text) : text;
  const objects = findObjects(head, product);
  for (const node of objects) {
    if (isReport(node)) {
      const report = readReport(product.border, node, lineAt);
      parts.push('report');
      if (!report) continue;
      findings.push(...report.findings);
      told ||= report.verdict;
      continue;
    }
    if (entryOf(node, destination.other) && !entryOf(node, product.border.NAMES[0])) continue; // the other destination's
    parts.push(isHost(node, product) ? 'host settings' : 'settings');
    findings.push(...checkNode(product, node, source));
    if (!isHost(node, product)) settings = { ...valueOfNode(node), ...settings };
  }
  const rest = blanked(
    head,
    objects.map(({ range }) => range),
  );
  const { policies, taken } = findPolicies(rest);
  if (policies.length) {
    parts.push('policy');
    findings.push(...reviewPolicies(policies, destination.needs, {}, lineAt));
  }

  if (isHtml) {
    // Lines and offsets stay those of the whole.
    const html = blanked(text, [...objects.map(({ range }) => range), ...taken]);
    const { findings: found, survey, hasOurs } = reviewPage(html, destination, lineFinder);
    const hasMeta = metaPolicies(survey.page).length > 0;
    const isOnlyMeta = !hasOurs && hasMeta && survey.page.elements.every(({ name }) => name === 'meta');
    const isBeside = !hasOurs && parts.length > 0;
    if (isOnlyMeta) parts.push('policy');
    else parts.push(/<(html|body|head)\b/i.test(text) ? 'page' : 'tag');
    findings.push(...found.filter(({ code }) => !(isBeside && code === 'no_tag')));
    settings = { ...settings, ...survey.settings };
  } else {
    for (const range of findSecrets(text)) {
      if (findings.some(({ code, line }) => code === 'secret_in_page' && line === lineAt(range[0]))) continue;
      const message = 'This looks like a secret: keep it on your server, and out of everything that a page gets.';
      findings.push({ code: 'secret_in_page', gravity: 'error', line: lineAt(range[0]), message, fix: '', range });
    }
    const others = parts.length ? [] : othersIn(text);
    if (others.length) {
      parts.push('tag');
      findings.push({
        code: 'not_ours',
        gravity: 'error',
        line: 1,
        message: `This is not ours: it is ${others.join(', ')}.`,
      });
    }
  }
  const sorted = unique(findings);
  const isQuiet = told && parts.every((part) => part === 'report');
  const verdict = isQuiet ? told : verdictOf(product.border.NAME, parts, sorted, destination.behaviour(settings));
  return { parts: [...new Set(parts)], verdict, findings: sorted, corrected: correct(text, sorted) };
};

/** The input without its HTML, blank where that was: from the first tag to the last. @param {string} text */
const outside = (text) => {
  const first = text.search(/<[a-z!]/i);
  const last = text.lastIndexOf('>');
  return first < 0 || last < first ? text : blanked(text, [[first, last + 1]]);
};
