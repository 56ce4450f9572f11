// In a page: refuses, and says why. Whoever reads a page's scripts or its requests has the token.

import { inPage } from '../in-page.js';
import { ProfitWellError } from './error.js';

const refusal = () => new ProfitWellError({
  code: 'in_a_page',
  message: 'the private token of ProfitWell must not come into a page, where every visitor can read it: call this client on your server',
});

export function refuseInPage() {
  if (inPage()) throw refusal();
}

/** What a bundle for a page gets: nothing of the client. */
export class ProfitWellApi {
  constructor() {
    throw refusal();
  }
}
export { ProfitWellError };
