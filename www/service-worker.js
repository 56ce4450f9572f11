// The static copy's server, in the visitor's browser: it makes the pages' conditions with real headers, and answers for
// ProfitWell's script, ProsperStack's API and the relay.

import { LONGEST_SECONDS } from './conditions.js';
import { pageAt, render } from './pages.js';
import recordings from './recordings/relay.json';
import { standIn } from './stand-ins.js';

const FOLDER = self.registration.scope;
const SIGNED_IN = 'john.doe@example.com';

/** Whether the relay fails at the next message. */
let isFailing = false;
/** The log's lines of each message's attempts. */
const lines = new Map();

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const answerOf = ({ status, body, headers }) => new Response(body, { status, headers });

async function read(file) {
  const response = await fetch(`${FOLDER}sources/${file}`);
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return response.text();
}

async function show(page, url) {
  const { html, policy } = await render(page, { read, query: url.searchParams, isCopy: true });
  return new Response(html, {
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy },
  });
}

/** What the ProsperStack page speaks to; locally that is the built relay. */
async function relay(path, url, request) {
  if (path === 'prosperstack/fail') {
    isFailing = true;
    return new Response(null, { status: 204 });
  }
  if (path === 'prosperstack/views') {
    const line = lines.get(url.searchParams.get('messageId'))?.[Number(url.searchParams.get('attempt'))];
    return Response.json(line ? { relay: line, standIn: null } : null);
  }
  const { messageId, traits } = await request.json();
  let name = traits.email === SIGNED_IN ? 'delivered' : 'another_email';
  if (isFailing && name === 'delivered') name = 'upstream_failed';
  isFailing = false;
  const { status, body, log } = recordings[name];
  lines.set(messageId, [...(lines.get(messageId) ?? []), { ...log, messageId }]);
  return new Response(body, { status, headers: { 'Content-Type': 'application/json' } });
}

async function answer(request) {
  const url = new URL(request.url);
  const stands = standIn(url, FOLDER, recordings);
  if (stands) {
    if ('fails' in stands) return Response.error();
    await wait(stands.delayMs ?? 0);
    return answerOf(stands);
  }
  const path = `${url.origin}${url.pathname}`.slice(FOLDER.length);
  if (/^prosperstack\/(identify|fail|views)$/.test(path)) return relay(path, url, request);
  const page = request.mode === 'navigate' && pageAt(path);
  if (page) return show(page, url).catch(() => fetch(request));
  const delayMs = Math.min(Number(url.searchParams.get('delay')) || 0, LONGEST_SECONDS * 1000);
  await wait(delayMs);
  return fetch(request);
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  if (event.request.url.startsWith(FOLDER)) event.respondWith(answer(event.request));
});
