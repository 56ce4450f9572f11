// What is of ProfitWell only in its script tag: `Tag` in ../shared/script-tag.js.

import { cancellationFlow as open } from '#cancellation';

/** @typedef {import('../shared/script-tag.js').Tag} Tag */

export { pluginOf as plugin } from '../hosts/segment.js';

export const SELECTOR = '[data-public-api-token]';

/** @type {Tag['calls']} */
export const calls = {
  async cancellationFlow(options, callback) {
    const result = await open(options);
    if (typeof callback === 'function') callback(result);
    return result;
  },
};

/** @type {Tag['complete']} */
export const complete = () => {};

/** @type {Tag['offer']} */
export const offer = () => {};
