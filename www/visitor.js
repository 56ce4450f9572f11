// The form that names a visitor, and what became of each trait.

import { $, code, element } from './dom.js';
import { markElement, markOf } from './marks.js';

/** Reads extra traits; `{ traits }`, or `{ error }` that says what to do. */
function traitsOf(text) {
  if (!text.trim()) return { traits: {} };
  let traits;
  try {
    traits = JSON.parse(text);
  } catch (error) {
    return { error: `This is not JSON: ${error.message}` };
  }
  if (traits === null || typeof traits !== 'object' || Array.isArray(traits)) {
    return { error: 'Traits are an object, for example {"plan": "pro"}' };
  }
  return { traits };
}

/**
 * Reads a visitor form: `{ userId, traits }`, or nothing after showing what is wrong.
 */
export function visitorOf(form) {
  const { userId, email, traits: extra } = form.elements;
  const { traits, error } = traitsOf(extra.value);
  showError(extra, error);
  if (error) {
    extra.focus();
    return undefined;
  }
  return {
    userId: userId.value.trim() || undefined,
    traits: email.value.trim() ? { email: email.value.trim(), ...traits } : traits,
  };
}

function showError(field, error) {
  field.setAttribute('aria-invalid', String(Boolean(error)));
  $('#traits-error').textContent = error ?? '';
}

/** Takes what was said about the JSON away as soon as it is right. */
export function clearsErrors(form) {
  const { traits } = form.elements;
  traits.addEventListener('input', () => {
    if (traits.getAttribute('aria-invalid') === 'true' && !traitsOf(traits.value).error) showError(traits);
  });
}

/** As the destination compares names: README, "Who is identified". */
const isEmail = (name) => name.replace(/[^a-zA-Z0-9.]/g, '').toLowerCase() === 'email';

/**
 * What became of the traits of ProfitWell's last identify: used where the vendor was told the value, ignored for the
 * reason that the destination decided.
 *
 * @param {object} identify
 * @param {Record<string, unknown>} identify.traits
 * @param {{ name: string, text: string, trait?: string, detail?: string }[]} identify.said
 * @param {string | undefined} identify.known whom the vendor was told of last
 * @param {string | undefined} [identify.customerIdTrait]
 * @param {boolean} identify.isHeard whether there is a vendor's script that is told anything
 */
export function drawTraits({ traits, said, known, customerIdTrait, isHeard }) {
  const reasonOf = (name) =>
    said.find(
      (one) =>
        one.trait === name ||
        (one.name === 'email_unusable' && isEmail(name)) ||
        (one.name === 'customer_id_unusable' && name === customerIdTrait),
    );
  const off = said.find((one) => /^(consent_|off_by_|nothing_for_paddle)/.test(one.name));
  let isUsed = false;
  const row = (name) => {
    const value = traits[name];
    const isTold = !isUsed && !off && (isEmail(name) || name === customerIdTrait) && String(value).trim() === known;
    isUsed ||= isTold;
    const reason = reasonOf(name) ?? off;
    let words = ['ignored', 'ProfitWell is told nothing but who the visitor is.', ''];
    if (isTold && isHeard) words = ['done', 'ProfitWell knows the visitor by it.', ''];
    else if (isTold) words = ['ignored', 'It is used, and nobody hears it: ProfitWell\u2019s script is missing.', ''];
    else if (reason) words = [markOf(reason.name), reason.text + (reason.trait ? '' : detail(reason)), reason.name];
    else if (isEmail(name)) words = ['ignored', 'Another identity goes before it.', ''];
    const [mark, text, decision] = words;
    const cell = element('td', '', element('span', 'with-mark', markElement(mark), element('span', '', text)));
    if (decision) cell.lastChild.lastChild.append(' ', code(decision));
    const head = element('th', '', name);
    head.scope = 'row';
    return element('tr', mark, head, element('td', '', code(JSON.stringify(value))), cell);
  };
  const names = Object.keys(traits);
  const none = element('td', '', 'The last identify had no traits.');
  none.colSpan = 3;
  $('#traits-table tbody').replaceChildren(...(names.length ? names.map(row) : [element('tr', '', none)]));
}

const detail = ({ detail }) => (detail ? ` (${detail})` : '');
