// In a page: refuses, and says why. Whoever reads a page's scripts or its requests has the token.

import { ProfitWellError } from './error.js';

const refusal = () => new ProfitWellError({
  code: 'in_a_page',
  message: 'the private token of ProfitWell must not come into a page, where every visitor can read it: call this client on your server',
});

/** Whether this is a page, or a worker of one. */
function inPage() {
  const { Bun, Deno, WorkerGlobalScope, document, navigator, process, self, window } = globalThis;
  if (window && document) return true;
  const server = Deno || Bun || process?.versions?.node || navigator?.userAgent == 'Cloudflare-Workers';
  return !server && typeof WorkerGlobalScope == 'function' && self instanceof WorkerGlobalScope;
}

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
