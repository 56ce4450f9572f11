// In a page: refuses, and says why. Whoever reads a page's scripts has the API key.

import { inPage } from '../in-page.js';
import { RelayError } from './error.js';

const refuse = () => {
  throw new RelayError(
    'in_a_page',
    'the relay holds the secret API key of ProsperStack, which must not come into a page, where every visitor can ' +
      'read it: run it on your server',
  );
};

export function refuseInPage() {
  if (inPage()) refuse();
}

/** What a bundle for a page gets: nothing of the relay. */
export const createRelay = refuse;
export const nodeListener = refuse;
export { RelayError };
