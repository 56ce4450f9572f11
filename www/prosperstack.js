// The page with ProsperStack's tag: what identify says, what goes to the relay, and what comes of it.

import * as debug from 'retention-destinations/prosperstack/debug';
import { expectationsOf, FOR_PROSPERSTACK } from './conditions.js';
import { answerTag, drawConditions, drawExpectations, drawSwitches } from './conditions-form.js';
import { $, element } from './dom.js';
import { pretty } from './pretty.js';
import { makeTimeline, whenTagHasRun } from './timeline.js';
import { clearsErrors, visitorOf } from './visitor.js';

const RELAY = new URL('prosperstack/identify', location.href).href;

const form = $('#visitor');
const conditions = drawConditions(FOR_PROSPERSTACK);
const timeline = makeTimeline({ product: 'ProsperStack', debug, vendorState: () => ({ known: person.email }) });
drawExpectations(expectationsOf('prosperstack', conditions), timeline);
clearsErrors(form);
timeline.begin('page', 'This page loaded');

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

/** Whose `known` is; with another user id or email it is nobody's, as for the destination. */
let person = {};
function about(given) {
  const now = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const other = Object.keys(now).some((name) => person[name] !== undefined && person[name] !== now[name]);
  if (other) [known, before, sent] = [new Map(), new Map(), new Map()];
  person = other ? now : { ...person, ...now };
}

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

whenTagHasRun(() =>
  timeline.watch(({ name, trait }) => {
    if (trait !== undefined) reasons.set(trait, name);
    // Of whoever was known before, nothing is.
    if (name === 'forgotten' || name === 'consent_denied') {
      [person, known, before, sent] = [{}, new Map(), new Map(), new Map()];
      $('#taken').textContent = '';
    }
    drawDiff();
  }),
);

// The requests. The destination's own call goes through unchanged; it is only looked at.
const real = window.fetch;
window.fetch = (input, init) => {
  const answer = real(input, init);
  if (new URL(input, location.href).href === RELAY) follow(init.body, answer);
  return answer;
};

let requests = 0;

const view = (title, text, note) =>
  element(
    'div',
    'view',
    element('h4', '', title),
    ...(text ? [element('pre', '', typeof text === 'string' ? element('code', '', text) : text)] : []),
    ...(note ? [element('p', 'note', note)] : []),
  );

/** A request as it stood on the wire. */
const wire = ({ method, url, rawHeaders, body }) => {
  const headers = rawHeaders.flatMap((word, place) => (place % 2 ? [] : [`${word}: ${rawHeaders[place + 1]}`]));
  return [`${method} ${url}`, ...headers, '', body].join('\n');
};

const SENT = 'The page sent';
const LOGGED = 'The relay\u2019s log line';
const ARRIVED = 'What arrived at the stand-in';

/** How often a message was answered. */
const attempts = new Map();

/** What was seen on both sides of a message's newest attempt. */
async function look(messageId) {
  const attempt = attempts.get(messageId) ?? 0;
  attempts.set(messageId, attempt + 1);
  const { relay, standIn } =
    (await (await real(`prosperstack/views?messageId=${messageId}&attempt=${attempt}`)).json()) ?? {};
  return [
    relay ? view(LOGGED, JSON.stringify(relay, null, 1)) : view(LOGGED, '', 'Nothing about this message.'),
    standIn
      ? view(ARRIVED, wire(standIn), `It answered ${relay.upstream}.`)
      : view(ARRIVED, '', 'Nothing: the relay sent nothing on.'),
  ];
}

/** The names of the properties that the relay does not know yet. */
const changedIn = (told) =>
  new Set(
    [...told]
      .filter(([name, value]) => JSON.stringify(known.get(name)) !== JSON.stringify(value))
      .map(([name]) => name),
  );

async function follow(body, answer) {
  const group = timeline.current();
  const { messageId, userId, traits } = JSON.parse(body);
  const told = propertiesOf(traits);
  about({ userId, email: traits.email });
  const mine = known;
  requests += 1;
  open += 1;
  sent = told;
  drawDiff();
  const title = element('h3', '', `Request ${requests}`);
  const views = element(
    'div',
    'views',
    view(SENT, pretty(JSON.parse(body), changedIn(told))),
    view(LOGGED, '', 'Waiting.'),
    view(ARRIVED, '', 'Waiting.'),
  );
  $('#requests').prepend(element('li', '', title, views));
  const status = await answer.then(
    (response) => response.status,
    () => 0,
  );
  open -= 1;
  if (status >= 200 && status < 300) for (const [name, value] of told) mine.set(name, value);
  if (sent === told) {
    $('#taken').textContent =
      mine === known && status >= 200 && status < 300
        ? `The relay answered ${status}, so what was sent is known there from now on.`
        : `The relay answered ${status || 'nothing'}, so what was sent is not known there yet.`;
  }
  title.append(status ? ` · ${status}` : ' · no answer');
  timeline.add(
    'relay',
    status >= 200 && status < 300 ? 'done' : 'ignored',
    'The relay answered',
    status ? String(status) : 'nothing',
    group,
  );
  const unknown = [view(LOGGED, '', 'Unknown.'), view(ARRIVED, '', 'Unknown.')];
  const seen = status ? await look(messageId).catch(() => unknown) : unknown;
  views.replaceChildren(views.firstChild, ...seen);
}

// The form.
function identify({ userId, traits }) {
  const event = { userId, traits };
  timeline.call('You called', `prosperstackDestination.identify(${JSON.stringify(event)})`);
  about({ userId, email: traits.email });
  before = new Map(known);
  identified = propertiesOf(traits);
  reasons = new Map();
  if (!open) sent = new Map();
  $('#taken').textContent = '';
  window.prosperstackDestination?.identify(event);
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
  await real('prosperstack/fail', { method: 'POST' });
  identify(visitorOf(form));
});

$('#reset').addEventListener('click', () => {
  timeline.call('You called', 'prosperstackDestination.reset()');
  [identified, before, sent] = [new Map(), new Map(), new Map()];
  window.prosperstackDestination?.reset();
  drawDiff();
});

drawSwitches(conditions, {
  begin: timeline.begin,
  answer(yes) {
    answerTag('prosperstackDestination', conditions, timeline, yes);
    drawDiff();
  },
});
