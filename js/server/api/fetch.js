// `fetch` and `Request` as gloo-net takes them for granted. The build puts them in the place of the global ones in
// the module's glue.

/** An answer larger than this is rejected; as in crates/profitwell-api/src/native.rs. */
const LARGEST_BODY = 64 << 20;
/** By these codes no connection came about: of Node and Deno (the system's words), undici, Bun. */
const NOT_CONNECTED =
  /^(E(CONNREFUSED|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|ACCES)|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ConnectionRefused|FailedToOpenSocket)$/;
/** Deno has no codes but reqwest's words and those of its permissions; a port that `fetch` blocks has none anywhere. */
const NOT_CONNECTED_TEXT =
  /connection refused|client error \(Connect\)|dns error|requires net access|bad port|port \d+ are blocked/i;

/** A request as it was made: `fetch` may have been replaced by one that knows no other `Request` than its own. */
export class Request {
  /**
   * @param {string} url
   * @param {RequestInit & { headers: Headers }} [init]
   */
  constructor(url, init) {
    this.url = url;
    // Without `init` gloo-net only asks for the URL.
    if (init) this.init = { ...init, headers: Object.fromEntries(init.headers) };
  }
}

/**
 * Settles with a whole `Response` of this realm or with an `Error`.
 *
 * @param {Request} request
 */
export async function fetch({ url, init }) {
  try {
    const response = await globalThis.fetch(url, init);
    // A browser's way to hide a redirect that was not followed. Anything but a number `Response` rejects.
    const status = response.type === 'opaqueredirect' ? 302 : Number(response.status);
    const body = await whole(response.body);
    return new Response(body.length ? body : null, { status, headers: response.headers });
  } catch (thrown) {
    throw error(thrown);
  }
}

/**
 * gloo-net 0.7 panics at anything but an Error (its src/error.rs); a mock may reject with any value.
 *
 * @param {any} thrown
 */
function error(thrown) {
  try {
    const cause = thrown?.cause ?? thrown;
    const name = nameOf(thrown, cause);
    return Object.assign(new Error(String(cause?.message ?? cause).slice(0, 200)), { name });
  } catch {
    return new Error('no text');
  }
}

/**
 * The name of the error, by which the module knows what happened.
 *
 * @param {any} thrown
 * @param {any} cause
 */
function nameOf(thrown, cause) {
  if (thrown === TOO_LARGE) return 'TooLarge';
  const notConnected =
    NOT_CONNECTED.test(cause?.code) ||
    ['connect', 'getaddrinfo'].includes(cause?.syscall) ||
    NOT_CONNECTED_TEXT.test(`${thrown?.message} ${cause?.message}`);
  return notConnected ? 'Connect' : 'Interrupted';
}

const TOO_LARGE = new Error(`more than ${LARGEST_BODY >> 20} MiB`);

/** @param {ReadableStream<Uint8Array<ArrayBuffer>> | null | undefined} stream */
async function whole(stream) {
  if (stream == null) return new Uint8Array();
  const parts = [];
  let length = 0;
  const reader = stream.getReader();
  while (true) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
    if (length > LARGEST_BODY) {
      await reader.cancel();
      throw TOO_LARGE;
    }
  }
  const body = new Uint8Array(length);
  for (const part of parts) {
    length -= part.length;
    body.set(part, body.length - length - part.length);
  }
  return body;
}
