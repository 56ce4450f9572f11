// The cancellation flow of the script tag, which is in the file beside it (`lent-engine.js`): of a page's visitors few
// open one.

import { DEFAULT_TIMEOUT_MS } from '#border';
import { fallback } from '#fallback';
import { attempt } from '../../src/page/attempt.js';
import { promise } from '../../src/page/syntax.js';

/** @type {Promise<{ cancellationFlow: typeof import('./index.js').cancellationFlow }> | undefined} */
let lent;

/** @type {typeof import('./index.js').cancellationFlow} */
export const cancellationFlow = async (options) => {
  try {
    lent ??= promise(async (resolve, reject) => {
      setTimeout(reject, DEFAULT_TIMEOUT_MS);
      try {
        resolve(await fallback());
      } catch (error) {
        reject(error);
      }
    });
    return await (await lent).cancellationFlow(options);
  } catch {
    lent = undefined;
    /** @type {{ status: 'error', details: string }} */
    const result = { status: 'error', details: 'not_loaded' };
    attempt(() => options.fallback?.(result));
    return result;
  }
};
