// What axe finds wrong with a page: contrast, names, roles, landmarks.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Every violation as `rule: the elements`, also where the page's policy refuses foreign scripts.
 *
 * @param {import('playwright-core').Page} page
 * @param {string[]} [rules] these alone
 * @returns {Promise<string[]>}
 */
export async function violations(page, rules) {
  // By the debugger's protocol, not by a script element.
  if (!(await page.evaluate('Boolean(window.axe)'))) await page.evaluate(AXE);
  return page.evaluate(async (rules) => {
    const only = rules && { runOnly: { type: 'rule', values: rules } };
    const { violations } = await /** @type {any} */ (window).axe.run({ resultTypes: ['violations'], ...only });
    /** @typedef {{ id: string, nodes: { target: string[] }[] }} Violation */
    return /** @type {Violation[]} */ (violations).map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  }, rules);
}
