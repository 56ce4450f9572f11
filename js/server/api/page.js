// In a page: refuses, and says why. Whoever reads a page's scripts or its requests has the token.

import { inPage } from '../in-page.js';
import { ProfitWellError } from './error.js';

export function refuseInPage() {
  if (inPage()) {
    throw new ProfitWellError(
      'in_a_page',
      'the private token of ProfitWell must not come into a page, where every visitor can read it: call this client on your server',
    );
  }
}

/** What a bundle for a page gets: nothing of the client. */
export class ProfitWellApi {
  constructor() {
    refuseInPage();
    throw new ProfitWellError(
      'browser_build',
      'this bundle was made with the condition `browser`, for which the client is left out: on a server bundle it with `workerd` or ' +
        "`node` instead; in Next.js give the route `export const runtime = 'nodejs'`",
    );
  }
}
export { ProfitWellError };
