// The report that "Your live page" copies: what the page-wide core has decided, in JSON.

import { EXPLANATIONS, NAME, REPORTS, SENTENCES } from '#border';
import { sentence } from '../sentences.js';
import { entryOf, valueOfNode } from './literal.js';

/**
 * @typedef {import('../types.js').Finding} Finding
 * @typedef {import('./literal.js').ObjectNode} ObjectNode
 */

/** What a report begins with. */
export const REPORT = 'retention-destinations';
const TEXTS = /** @type {Record<string, string | undefined>} */ (EXPLANATIONS);
/** Decisions that tell of a lack, although the destination does what it should. */
const LACKING = /^(email|customer_id)_|^no_traits$|^nothing_for_paddle$|^off_by_integrations$|^gave_up$|^no_email$/;
const OFF = [
  'webassembly_refused',
  'internal_error',
  'another_token',
  'another_endpoint',
  'also_in_segment',
  'global_taken',
].concat(['secret_in_settings']);

/** Whether an object is a report. @param {ObjectNode} node */
export const isReport = (node) => valueOfNode(entryOf(node, 'report')?.node) === REPORT;

/** @param {string} name @returns {Finding['gravity'] | undefined} nothing where all is well */
const gravityOf = (name) => {
  if (/^missing_|^invalid_(?!debug|call)/.test(name) || OFF.includes(name)) return 'error';
  if (name in SENTENCES) return LACKING.test(name) ? 'warning' : undefined;
  return REPORTS.some(([one]) => one === name) || /^invalid_/.test(name) ? 'warning' : 'note';
};

/**
 * What a report says is wrong, and in a sentence what it says.
 *
 * @param {ObjectNode} node
 * @param {(offset: number) => number} lineAt
 * @returns {{ findings: Finding[], verdict: string } | undefined} nothing where it is silent about this destination
 */
export const readReport = (node, lineAt) => {
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
    const text = TEXTS[name];
    const told = typeof detail === 'string' ? detail.slice(0, 200) : '';
    const gravity = gravityOf(name);
    last = sentence(name, told).slice(2) || text || name.slice(0, 60);
    if (!gravity) continue;
    const message = text ? `${text}${told && ` (${told})`}` : `${name.slice(0, 60)} is a word of another version.`;
    findings.push({ code: name.slice(0, 60), gravity, line: lineAt(item.range[0]), message });
  }
  if (state.script === 'blocked' && !findings.some(({ code }) => code === 'vendor_script_blocked')) {
    const message = TEXTS.vendor_script_blocked ?? 'The vendor\u2019s script is blocked.';
    findings.push({ code: 'vendor_script_blocked', gravity: 'warning', line: lineAt(own.range[0]), message });
  }
  const isOff = findings.some(({ gravity }) => gravity === 'error');
  if (!last) return { findings, verdict: `${NAME} has decided nothing on that page yet.` };
  return { findings, verdict: isOff ? `${NAME} is off on that page.` : `On that page, last: ${last}.` };
};
