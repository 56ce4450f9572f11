// The relay bench: the built destination against every answer of the relay.

import * as debug from 'retention-destinations/prosperstack/debug';
import { expectationsOf, FOR_BENCH } from './conditions.js';
import { drawConditions, drawExpectations, drawSwitches } from './conditions-form.js';
import { $, code, element } from './dom.js';
import { markElement, markOf } from './marks.js';
import { pretty } from './pretty.js';
import recordings from './recordings/relay.json';
import { RELAY_CASES } from './relay-cases.js';
import { makeTimeline, whenTagHasRun } from './timeline.js';

const EMAIL = 'john.doe@example.com';
const RELAY = new URL('bench/identify', location.href).href;
/** What the destination decides when a request has been answered. */
const AFTER =
  /^(delivered|retrying|no_session|origin_refused|endpoint_not_found|another_person|message_refused|not_implemented|gave_up)$/;

const form = $('#visitor');
const conditions = drawConditions(FOR_BENCH);
let known = new Map();
const timeline = makeTimeline({ product: 'ProsperStack', debug, vendorState: () => ({ known: EMAIL }) });
drawExpectations(expectationsOf('prosperstack', conditions), timeline);
timeline.begin('page', 'This page loaded');
for (const [name, { label }] of Object.entries(RELAY_CASES)) form.elements.answer.append(new Option(label, name));

/** Requests that were answered, until the destination decides what that means. */
const undecided = [];

whenTagHasRun(() =>
  timeline.watch(({ name, text }) => {
    if (name === 'forgotten' || name === 'consent_denied') known = new Map();
    if (AFTER.test(name)) undecided.shift()?.(name, text);
  }),
);

let isOnline = true;
Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => isOnline });
const real = window.fetch;
window.fetch = (input, init) => {
  if (new URL(input, location.href).href !== RELAY) return real(input, init);
  const name = form.elements.answer.value;
  if (name === 'offline') isOnline = false;
  const answer = isOnline ? real(`${RELAY}?answer=${name}`, init) : Promise.reject(new TypeError('Failed to fetch'));
  follow(init, name, answer);
  return answer;
};

const block = (title, ...children) => element('div', 'view', element('h4', '', title), ...children);
const sentence = (...words) => element('p', '', ...words);

/** A line of the relay's log, as a sentence and as it is printed. */
function logOf(name, status) {
  const line = recordings[name]?.log;
  if (!line) return [sentence('Nothing: the relay did not see this request.')];
  return [
    sentence(`It answered ${status}: `, code(line.outcome), line.reason ? ` (${line.reason}).` : '.'),
    element('pre', '', code(JSON.stringify(line))),
  ];
}

let requests = 0;
async function follow({ body }, name, answer) {
  requests += 1;
  const group = timeline.current();
  const message = JSON.parse(body);
  const { email: _, traits: nested, ...flat } = message.traits;
  const properties = new Map(Object.entries({ ...flat, ...nested }));
  const isChanged = ([key, value]) => JSON.stringify(known.get(key)) !== JSON.stringify(value);
  const changed = new Set([...properties].filter(isChanged).map(([key]) => key));
  const mine = known;
  const mark = element('span', '', markElement('waiting'));
  const title = element('h3', '', mark, ` Request ${requests}`);
  const forPage = block('For the page', sentence('Waiting for the answer.'));
  const inLog = block('In the relay\u2019s log', sentence('Waiting.'));
  const forOwner = block('For you', sentence('Waiting.'));
  const views = element('div', 'views', forPage, inLog, forOwner);
  const sent = element('pre', 'sent', pretty(message, changed));
  sent.tabIndex = 0;
  sent.setAttribute('role', 'group');
  sent.setAttribute('aria-label', `Message of request ${requests}`);
  $('#requests').prepend(element('li', '', title, views, sent));
  const put = (box, ...children) => box.replaceChildren(box.firstChild, ...children);
  undecided.push((decision, text) => {
    put(forPage, sentence(text, ' ', code(decision)));
    mark.replaceChildren(markElement(markOf(decision)));
  });
  const status = await answer.then(
    (response) => response.status,
    () => 0,
  );
  const isTaken = status >= 200 && status < 300;
  if (isTaken) for (const [key, value] of properties) mine.set(key, value);
  title.append(` \u00b7 ${status || 'no answer'}`);
  put(inLog, ...logOf(name, status));
  put(forOwner, sentence(RELAY_CASES[name].owner));
  timeline.add('relay', isTaken ? 'done' : 'ignored', 'The relay answered', String(status || 'nothing'), group);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const traits = {
    email: EMAIL,
    traits: {
      'Number of contacts': Number(form.elements.contacts.value),
      'Preferred name': form.elements.nickname.value,
    },
  };
  timeline.call('You called', `prosperstackDestination.identify(${JSON.stringify({ traits })})`);
  window.prosperstackDestination?.identify({ traits });
  // So that the next one is a change, too.
  form.elements.contacts.value = Number(form.elements.contacts.value) + 1;
  timeline.refresh();
});

$('#hide').addEventListener('click', () => {
  timeline.call('The page is hidden');
  dispatchEvent(new Event('pagehide'));
});

$('#reset').addEventListener('click', () => {
  timeline.call('You called', 'prosperstackDestination.reset()');
  known = new Map();
  window.prosperstackDestination?.reset();
});

drawSwitches(conditions, {
  begin: timeline.begin,
  answer(yes) {
    timeline.call('You called', `prosperstackDestination.setConsent(${yes})`);
    window.prosperstackDestination?.setConsent(yes);
  },
});

// The network comes back by the button, whatever took it away.
$('#online').hidden = true;
form.addEventListener('input', () => {
  $('#online').hidden = form.elements.answer.value !== 'offline' && isOnline;
});
window.__online = () => {
  isOnline = true;
  if (form.elements.answer.value === 'offline') form.elements.answer.value = 'delivered';
  $('#online').hidden = true;
  dispatchEvent(new Event('online'));
};
