// The page with ProsperStack's tag: what identify says, what goes to the relay, and what comes of it.

import { watch } from 'retention-destinations/prosperstack/debug';
import { element, teller, visitorOf } from './timeline.js';

const RELAY = '/prosperstack/identify';

const $ = (selector) => document.querySelector(selector);
const form = $('#visitor');
const destination = window.prosperstackDestination;
const say = teller({ you: 'You', decision: 'Decision', relay: 'Relay' });

/** Properties by name: what a message or an identify says flat and nested. */
function propertiesOf({ email, traits, ...flat }) {
  return new Map(Object.entries({ ...flat, ...traits }));
}

// The diff. `known` is what the relay has taken; `before` is the same when identify was called.
let known = new Map();
let before = new Map();
let identified = new Map();
let sent = new Map();
let reasons = new Map(); // why a trait was not sent, by its name
let open = 0;

const code = (value) => element('code', '', JSON.stringify(value));

function row(name) {
  const was = before.has(name) ? code(before.get(name)) : '–';
  let kind = 'kept';
  let now;
  if (sent.has(name)) {
    kind = 'sent';
    now = [code(sent.get(name)), before.has(name) ? ' changed' : ' new'];
  } else if (!identified.has(name)) now = ['not identified'];
  else if (JSON.stringify(identified.get(name)) === JSON.stringify(before.get(name))) now = ['unchanged'];
  else now = ['not sent', ...(reasons.has(name) ? [': ', element('code', '', reasons.get(name))] : [])];
  const line = element('tr', kind, element('th', '', name), element('td', '', was), element('td', '', ...now));
  line.firstChild.scope = 'row';
  return line;
}

function drawDiff() {
  const names = [...new Set([...identified.keys(), ...sent.keys(), ...before.keys()])];
  const none = element('td', '', 'Nothing is known.');
  none.colSpan = 3;
  $('#diff tbody').replaceChildren(...(names.length ? names.map(row) : [element('tr', '', none)]));
}

watch(({ name, text, trait }) => {
  say('decision', trait === undefined ? text : `${trait}: ${text}`, name);
  if (trait !== undefined) reasons.set(trait, name);
  // Of whoever was known before, nothing is.
  if (name === 'forgotten' || name === 'consent_denied') [known, before, sent] = [new Map(), new Map(), new Map()];
  drawDiff();
});

// The requests. The destination's own call goes through unchanged; it is only looked at.
const real = window.fetch;
window.fetch = (input, init) => {
  const answer = real(input, init);
  if (new URL(input, location.href).pathname === RELAY) follow(init.body, answer);
  return answer;
};

let requests = 0;

const view = (title, text, note) =>
  element('div', 'view', element('h4', '', title), ...(text ? [element('pre', '', element('code', '', text))] : []), ...(note ? [element('p', 'note', note)] : []));

/** A request as it stood on the wire. */
const wire = ({ method, url, rawHeaders, body }) => {
  const headers = rawHeaders.flatMap((word, place) => (place % 2 ? [] : [`${word}: ${rawHeaders[place + 1]}`]));
  return [`${method} ${url}`, ...headers, '', body].join('\n');
};

async function follow(body, answer) {
  const { messageId, traits } = JSON.parse(body);
  const told = propertiesOf(traits);
  const whose = known;
  requests += 1;
  open += 1;
  sent = told;
  drawDiff();
  const title = element('h3', '', `Request ${requests}`);
  const views = element('div', 'views', view('The page sent', body), view('The relay’s log line', '', 'Waiting.'), view('What arrived at the stand-in', '', 'Waiting.'));
  $('#requests').prepend(element('li', '', title, views));
  try {
    const { status } = await answer;
    title.append(` · ${status}`);
    say('relay', 'Answered', String(status));
    if (status < 300) for (const [name, value] of told) whose.set(name, value);
    const seen = await (await real(`/prosperstack/views?messageId=${messageId}`)).json();
    const { relay, standIn } = seen;
    views.children[1].replaceWith(view('The relay’s log line', JSON.stringify(relay, null, 1)));
    views.children[2].replaceWith(standIn
      ? view('What arrived at the stand-in', wire(standIn), `It answered ${relay.upstream}.`)
      : view('What arrived at the stand-in', '', 'Nothing: the relay sent nothing on.'));
  } catch {
    title.append(' · no answer');
  } finally {
    open -= 1;
  }
  for (const block of views.querySelectorAll('pre')) block.tabIndex = 0;
}

// The form.
function identify({ userId, traits }) {
  const event = { userId, traits };
  say('you', 'Called', `prosperstackDestination.identify(${JSON.stringify(event)})`);
  before = new Map(known);
  identified = propertiesOf(traits);
  reasons = new Map();
  if (!open) sent = new Map();
  destination.identify(event);
  drawDiff();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const who = visitorOf(form);
  if (who) identify(who);
});

$('#other').addEventListener('click', () => {
  const who = visitorOf(form);
  if (who) identify({ userId: 'somebody-else', traits: { ...who.traits, email: 'somebody.else@example.com' } });
});

$('#fail').addEventListener('click', async () => {
  const who = visitorOf(form);
  if (!who) return;
  const { email, ...traits } = who.traits;
  const contacts = Number(traits.traits?.['Number of contacts']) || 0;
  traits.traits = { ...traits.traits, 'Number of contacts': contacts + 1 };
  form.elements.traits.value = JSON.stringify(traits, null, 2);
  await real('/prosperstack/fail', { method: 'POST' });
  identify(visitorOf(form));
});

$('#reset').addEventListener('click', () => {
  say('you', 'Called', 'prosperstackDestination.reset()');
  [identified, before, sent] = [new Map(), new Map(), new Map()];
  destination.reset();
  drawDiff();
});

for (const [id, yes] of [['#grant', true], ['#withdraw', false]]) {
  $(id).addEventListener('click', () => {
    say('you', 'Called', `prosperstackDestination.setConsent(${yes})`);
    destination.setConsent(yes);
    drawDiff();
  });
}
