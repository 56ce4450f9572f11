// What answers in place of others, by path: ProfitWell's script where it is stopped, ProsperStack's API for the
// cancellation flow, and on the relay bench the relay, from recordings of the built one. The local server and the static
// copy's service worker both answer by it.

/**
 * @typedef {{ status: number, retryAfter?: string, body: string, log: object }} Recording
 * @typedef {{ fails: true } | { delayMs?: number, status: number, headers: Record<string, string>, body: string }} Answer
 */

/** Longer than the pages wait. */
const LATE_MS = 5000;
const JSON_TYPE = { 'Content-Type': 'application/json' };

/** The flow's session is of the origin that the library takes messages from. @param {string} ending @param {string} folder @returns {Answer} */
function flow(ending, folder) {
  if (ending === 'hang') return { delayMs: LATE_MS, status: 504, headers: JSON_TYPE, body: '{}' };
  if (ending === 'refused') {
    return { status: 404, headers: JSON_TYPE, body: '{"error":"The stand-in knows no such client."}' };
  }
  return {
    status: 201,
    // The library appends a query of its own.
    headers: { ...JSON_TYPE, Location: `${folder}flow-dialogue.html#${ending}` },
    body: '{"signatureRequired":false,"signatureVerified":false}',
  };
}

/** @param {string} name @param {Record<string, Recording>} recordings @returns {Answer} */
function bench(name, recordings) {
  if (name === 'time_out') return { delayMs: LATE_MS, status: 504, headers: JSON_TYPE, body: '{}' };
  if (name === 'crashed')
    return { status: 500, headers: { 'Content-Type': 'text/html' }, body: '<h1>Internal Server Error</h1>' };
  const { status, body, retryAfter } = recordings[name] ?? recordings.delivered;
  return { status, headers: { ...JSON_TYPE, ...(retryAfter && { 'Retry-After': retryAfter }) }, body };
}

/**
 * @param {URL} url
 * @param {string} folder the address of the playground's folder
 * @param {Record<string, Recording>} recordings
 * @returns {Answer | undefined} nothing for what is not a stand-in's
 */
export function standIn(url, folder, recordings) {
  if (!url.href.startsWith(folder)) return undefined;
  const [first, second, third, ...more] = `${url.origin}${url.pathname}`.slice(folder.length).split('/');
  if (more.length) return undefined;
  if (first === 'vendor' && second === 'blocked.js') return { fails: true };
  if (first === 'flow-api' && third === 'flow') return flow(second, folder);
  if (first === 'bench' && second === 'identify')
    return bench(url.searchParams.get('answer') ?? 'delivered', recordings);
  return undefined;
}
