// The report that "Your live page" copies: what the page-wide core has decided, in JSON.

import { entryOf, valueOfNode } from './literal.js';

/**
 * @typedef {import('../types.js').Finding} Finding
 * @typedef {import('./literal.js').ObjectNode} ObjectNode
 * @typedef {typeof import('#border')} Border
 */

/** What a report begins with. */
export const REPORT = 'retention-destinations';
/** Decisions that report a lack, although the destination does what it should. */
const LACKING =
  /^(email|customer_id)_|^no_(traits|email|identity)$|^nothing_for_paddle$|^off_by_integrations$|^gave_up$/;

/** Whether an object is a report. @param {ObjectNode} node */
export const isReport = (node) => valueOfNode(entryOf(node, 'report')?.node) === REPORT;

/** @param {Border} border @param {string} name @returns {Finding['gravity'] | undefined} nothing where all is well */
const gravityOf = ({ SENTENCES, FIRST_REPORT, LAST_OFF, LAST_WARNING }, name) => {
  if (/^missing_|^invalid_(?!debug|call)/.test(name)) return 'error';
  const place = Object.keys(SENTENCES).indexOf(name);
  if (place < 0) return /^invalid_/.test(name) ? 'warning' : 'note';
  if (FIRST_REPORT + place <= LAST_OFF) return 'error';
  return FIRST_REPORT + place <= LAST_WARNING || LACKING.test(name) ? 'warning' : undefined;
};

/**
 * What a report says is wrong, and in a sentence what it says.
 *
 * @param {Border} border
 * @param {ObjectNode} node
 * @param {(offset: number) => number} lineAt
 * @returns {{ findings: Finding[], verdict: string } | undefined} nothing where it is silent about this destination
 */
export const readReport = (border, node, lineAt) => {
  const { NAME } = border;
  /** @type {Record<string, string | undefined>} */
  const texts = border.EXPLANATIONS;
  /** @type {Record<string, string | undefined>} */
  const sentences = border.SENTENCES;
  const own = entryOf(node, NAME)?.node;
  if (own?.kind !== 'object') return undefined;
  const list = entryOf(own, 'decisions')?.node;
  const state = valueOfNode(entryOf(own, 'state')?.node) ?? {};
  /** @type {Finding[]} */
  const findings = [];
  let last = '';
  for (const item of list?.kind === 'list' ? list.items.slice(0, 100) : []) {
    const { name, detail } = valueOfNode(item) ?? {};
    if (typeof name !== 'string') continue;
    const text = texts[name];
    const told = typeof detail === 'string' ? detail.slice(0, 200) : '';
    const gravity = gravityOf(border, name);
    last = sentences[name]?.replace(/%/g, () => told) || text || name.slice(0, 60);
    if (!gravity) continue;
    const message = text ? `${text}${told && ` (${told})`}` : `${name.slice(0, 60)} is a word of another version.`;
    findings.push({ code: name.slice(0, 60), gravity, line: lineAt(item.range[0]), message });
  }
  if (state.script === 'blocked' && !findings.some(({ code }) => code === 'vendor_script_blocked')) {
    const message = texts.vendor_script_blocked ?? 'The vendor\u2019s script is blocked.';
    findings.push({ code: 'vendor_script_blocked', gravity: 'warning', line: lineAt(own.range[0]), message });
  }
  const isOff = findings.some(({ gravity }) => gravity === 'error');
  if (!last) return { findings, verdict: `${NAME} has decided nothing on that page yet.` };
  return { findings, verdict: isOff ? `${NAME} is off on that page.` : `On that page, last: ${last}.` };
};
