/** Whether this is a page, or a worker of one: where no secret may come. */
export function inPage() {
  const { Bun, Deno, WorkerGlobalScope, document, navigator, process, self, window } = globalThis;
  if (window && document) return true;
  const server = Deno || Bun || process?.versions?.node || navigator?.userAgent === 'Cloudflare-Workers';
  return !server && typeof WorkerGlobalScope === 'function' && self instanceof WorkerGlobalScope;
}
