// A request and an answer of Node's own HTTP server, as the relay takes them. It needs nothing of
// Node but what it is handed; through `Request` and `Response` it would cost half as much again.

import { TOO_LONG } from './stream.js';
import { LATE } from './wait.js';

/** How much of a body that nobody wants is read, so that its sender gets to read the answer. */
const LINGER_BYTES = 1 << 20;
const LINGER_MS = 1000;

/** As `bytes` of stream.js. */
function collect(message, longest, ms) {
  return new Promise((resolve, reject) => {
    const parts = [];
    let length = 0;
    const end = (settle, value) => {
      clearTimeout(timer);
      message.off('data', take).off('end', finish).off('close', broken);
      settle(value);
    };
    const take = (part) => {
      length += part.length;
      parts.push(part);
      if (length > longest) end(reject, TOO_LONG);
    };
    const finish = () => end(resolve, parts.length == 1 ? parts[0] : Buffer.concat(parts));
    const broken = () => end(reject, new Error('the connection was closed'));
    const timer = setTimeout(() => end(reject, LATE), ms);
    // Somebody has read it before, such as a parser of Express.
    if (message.readableEnded || message.destroyed) return broken();
    message.on('data', take).on('end', finish).on('close', broken);
  });
}

/** What the owner's code is shown: the request without its body. */
function asRequest({ headers: { host }, method, rawHeaders, socket, url }) {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!rawHeaders[at].startsWith(':')) headers.append(rawHeaders[at], rawHeaders[at + 1]); // HTTP/2 has such
  }
  const scheme = socket?.encrypted ? 'https' : 'http';
  const named = /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:]+\](:\d{1,5})?$/i.test(host) ? host : 'localhost';
  return new Request(`${scheme}://${named}${url.startsWith('/') ? url : '/'}`, { method, headers });
}

/** A listener for what answers an exchange. */
export const listener = (answer) => async (message, response) => {
  // A client that goes away is no error of the server's.
  message.on('error', () => {});
  response.on('error', () => {});
  const { status, headers, body } = await answer({
    method: message.method,
    header: (name) => message.headers[name],
    body: (longest, ms) => collect(message, longest, ms),
    request: () => asRequest(message),
  });
  headers['content-length'] = String(body?.length ?? 0); // it is ASCII
  const rest = !message.complete && message.httpVersionMajor == 1;
  if (rest) headers.connection = 'close';
  try {
    response.writeHead(status, headers);
    if (rest) response.on('finish', () => linger(message));
    response.end(body ?? undefined);
  } catch {
    // Somebody else has answered already; nobody would hear of a rejection.
    response.destroy();
  }
};

/** Reads on for a little, then closes the connection. */
function linger(message) {
  let left = LINGER_BYTES;
  const end = () => message.destroy();
  const timer = setTimeout(end, LINGER_MS);
  message.on('close', () => clearTimeout(timer));
  message.on('data', (part) => { if ((left -= part.length) < 0) end(); });
  message.resume();
}
