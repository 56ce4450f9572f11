// What the console says of the ProfitWell destination besides the names of codes.

import { Code, FIRST_REPORT, NAME, SENTENCES } from '#border';
import { DIAGNOSE, engine } from '#diagnosis';
import { setListener } from '../../src/page/diagnosis.js';
import { found, masked, withoutQuery } from '../../src/page/profitwell/found.js';
import { vendor } from '../../src/page/profitwell/queue.js';
import { ownNames } from '../../src/page/syntax.js';
import { mark, put, release } from '../../src/page/values.js';
import { explainer } from '../shared/explainer.js';

/** An element, as a line in the console names it. @param {any} element */
const tagOf = ({ localName, id, src }) => `<${localName} ${id ? `id=${id}` : `src=${withoutQuery(src)}`}>`;

export const explain = explainer((code, values) => {
  if (code === Code.AnotherToken) {
    const { element, token } = found(values);
    return `found ${masked(token)} in ${tagOf(element)}`;
  }
  if (code === Code.AlsoInSegment) return `found cdnSettings.integrations.${NAME}`;
  if (code !== Code.GlobalTaken) return '';
  const global = /** @type {any} */ (vendor());
  return `found ${global.localName ? tagOf(global) : typeof global}`;
});

/** The names of the codes that follow after those of settings. */
const NAMED = ownNames(SENTENCES);

/** @type {Record<string, (...numbers: number[]) => void> | undefined} */
let exports;

/** @type {NonNullable<import('../shared/console.js').Explanation['diagnose']>} */
export const diagnose = (values, { userId, traits }, code, report) => {
  exports ??= engine();
  setListener((lack, detail) => report(lack, detail, NAMED[lack - FIRST_REPORT]));
  const before = mark();
  try {
    exports[DIAGNOSE](put(values), put(userId), put(traits), code);
  } finally {
    release(before);
  }
};

export { sentence } from '../shared/sentences.js';
