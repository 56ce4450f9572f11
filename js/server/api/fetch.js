// `fetch` as gloo-net takes it for granted: it settles with a whole `Response` of this realm or
// with an `Error`. The build puts it in the place of the global one in the module's glue.

/** An answer larger than this is refused; as in src/api/native.rs. */
const LARGEST_BODY = 64 << 20;
/** What no connection came about by: Node and Deno (the system's words), undici, Bun. */
const NOT_SENT = /^(E(CONNREFUSED|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|ACCES)|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ConnectionRefused|FailedToOpenSocket)$/;

export async function fetch(request) {
  try {
    const response = await globalThis.fetch(request);
    // A browser's way to hide a redirect that was not followed. What is no number, `Response` refuses.
    const status = response.type == 'opaqueredirect' ? 302 : Number(response.status);
    const body = await whole(response.body);
    return new Response(body.length ? body : null, { status, headers: response.headers });
  } catch (thrown) {
    throw error(thrown);
  }
}

/** gloo-net 0.7 panics at anything but an Error (its src/error.rs); a mock may reject with any value. */
function error(thrown) {
  try {
    const cause = thrown?.cause ?? thrown;
    const refused = NOT_SENT.test(cause?.code) || /connection refused/i.test(`${thrown?.message} ${cause?.message}`);
    const name = thrown === TOO_LARGE ? 'TooLarge' : refused ? 'Connect' : 'Interrupted';
    return Object.assign(new Error(String(cause?.message ?? cause).slice(0, 200)), { name });
  } catch {
    return new Error('no text');
  }
}

const TOO_LARGE = new Error(`more than ${LARGEST_BODY >> 20} MiB`);

async function whole(stream) {
  const parts = [];
  let length = 0;
  const reader = stream?.getReader();
  for (let step; reader && !(step = await reader.read()).done;) {
    parts.push(step.value);
    length += step.value.length;
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
