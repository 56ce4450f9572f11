// A relay as the listener of Node's own HTTP server. It needs nothing of Node but what it is handed.

/** How much of a body that nobody wants is read, so that its sender gets to read the answer. */
const LINGER_BYTES = 1 << 20;
const LINGER_MS = 1000;

/** The body as a stream, no faster than it is read. */
function stream(message) {
  let open = true;
  const finish = (task) => {
    if (open) task();
    open = false;
  };
  return new ReadableStream({
    start(controller) {
      message.on('data', (chunk) => {
        if (!open) return;
        controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
        if (controller.desiredSize <= 0) message.pause();
      });
      message.on('end', () => finish(() => controller.close()));
      message.on('close', () => finish(() => controller.error(new Error('the connection was closed'))));
    },
    pull: () => void message.resume(),
    cancel: () => void (open = false),
  });
}

/** The request as `fetch` knows it; nothing where it can be none, such as a TRACE. */
function asRequest(message) {
  const headers = new Headers();
  const raw = message.rawHeaders;
  try {
    for (let at = 0; at < raw.length; at += 2) {
      if (!raw[at].startsWith(':')) headers.append(raw[at], raw[at + 1]);
    }
    const bare = message.method == 'GET' || message.method == 'HEAD';
    const url = new URL(`${message.socket?.encrypted ? 'https' : 'http'}://${message.headers.host ?? 'localhost'}`);
    url.href = new URL(message.url, url).href;
    return new Request(url, { method: message.method, headers, ...(bare ? {} : { body: stream(message), duplex: 'half' }) });
  } catch {
    return undefined;
  }
}

export const nodeListener = (handler) => async (message, response) => {
  // A client that goes away is no error of the server's.
  message.on('error', () => {});
  response.on('error', () => {});
  const request = asRequest(message);
  const answer = request ? await handler(request) : new Response(null, { status: 400 });
  const body = answer.body ? Buffer.from(await answer.arrayBuffer()) : undefined;
  const headers = [...answer.headers].flat();
  headers.push('content-length', String(body?.length ?? 0));
  if (!message.complete) {
    headers.push('connection', 'close');
    response.on('finish', () => linger(message));
  }
  response.writeHead(answer.status, headers);
  response.end(body);
};

/** Reads on for a little, then closes the connection. */
function linger(message) {
  let left = LINGER_BYTES;
  const end = () => message.destroy();
  const timer = setTimeout(end, LINGER_MS);
  message.on('close', () => clearTimeout(timer));
  message.on('data', (chunk) => { if ((left -= chunk.length) < 0) end(); });
  message.resume();
}
