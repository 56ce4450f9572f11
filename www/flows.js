// The cancellation flows of both vendors, with a dialogue that ends as one chooses.

import { cancellationFlow, profitwell } from 'retention-destinations';
import * as debug from 'retention-destinations/debug';
import { cancellationFlow as prosperstackFlow } from 'retention-destinations/prosperstack/flow';
import { CONSENT, expectationsOf, FOR_FLOWS, tokenOf, vendorUrl } from './conditions.js';
import { drawConditions, drawExpectations } from './conditions-form.js';
import { $, code, copies, element } from './dom.js';
import { PROFITWELL, PROSPERSTACK, THEN, thenOf } from './endings.js';
import { markElement } from './marks.js';
import { profitwellSide } from './profitwell-side.js';
import { FLOW_CODE } from './snippets.js';
import { makeTimeline } from './timeline.js';

const TIMEOUT_MS = 2000;
const conditions = drawConditions(FOR_FLOWS);
const side = profitwellSide(() => timeline);
const timeline = makeTimeline({ product: 'ProfitWell', debug, vendorState: side.vendorState });
drawExpectations(expectationsOf('profitwell', conditions), timeline);
timeline.begin('page', 'This page loaded');
side.begin();

const answer = conditions.consent === 'promise' ? new Promise(() => {}) : CONSENT[conditions.consent];
// Without a host somebody has to load the plugin.
const plugin = profitwell({
  publicApiToken: new URLSearchParams(location.search).get('token') ?? tokenOf(conditions),
  scriptUrl: vendorUrl(conditions),
  timeoutMs: TIMEOUT_MS,
  ...(answer !== undefined && { consent: answer }),
});
timeline.watch();
plugin.load();

// The dialogue.
const dialogue = $('#dialogue');
/** Lets the visitor of the playground choose. */
const ask = (choices) =>
  new Promise((resolve) => {
    const buttons = choices.map((choice) => {
      const button = element('button', '', choice.replaceAll('_', ' '));
      button.type = 'button';
      button.addEventListener('click', () => {
        dialogue.close();
        resolve(choice);
      });
      return button;
    });
    dialogue.querySelector('.buttons').replaceChildren(...buttons);
    dialogue.addEventListener('cancel', () => resolve('aborted'), { once: true });
    dialogue.showModal();
  });

const RESULT = { cancelReason: 'Too expensive', satisfactionInsight: null, additionalFeedback: null };

/** What the stand-in of Retain answers. */
async function answered(choice) {
  if (choice === 'rejects') throw new Error('rejected');
  if (choice === 'error') return { status: 'error', details: 'Subscription not found' };
  return { status: choice === 'unknown status' ? 'paused' : choice, ...RESULT };
}

window.__vendor.dialogue = () => {
  const choice = $('#ending').value;
  if (choice === 'throws') throw new Error('thrown');
  if (choice === 'no promise') return undefined;
  if (choice !== 'ask') return answered(choice);
  return ask(['retained', 'chose_to_cancel', 'error', 'aborted']).then(answered);
};

const MARK = { error: 'error', incomplete: 'ignored', closed: 'ignored', aborted: 'ignored' };

/** Shows a result, and what the page does with it. */
function show(box, group, endings, { status, details, message }, hasFallenBack) {
  const mark = MARK[status] ?? 'done';
  const words = [
    code(status),
    ...(details ? [' ', code(details)] : []),
    ` \u2192 ${thenOf(endings, { status, details })}`,
  ];
  box.replaceChildren(markElement(mark), element('span', '', ...words));
  timeline.add('page', mark, 'The flow ended:', JSON.stringify({ status, details, message }), group);
  if (hasFallenBack) timeline.add('page', 'done', 'fallback was called: the page would open', '/account/cancel', group);
}

async function cancelByProfitWell(more) {
  const options = { subscriptionId: $('#subscriptionId').value, ...more };
  const group = timeline.call('The customer clicked', `cancellationFlow(${JSON.stringify(options)})`);
  let hasFallenBack = false;
  const fallback = () => {
    hasFallenBack = true;
  };
  const result = await cancellationFlow({ ...options, fallback });
  // `fallback` runs with the answer, a moment later.
  setTimeout(() => show($('#profitwell-result'), group, PROFITWELL, result, hasFallenBack));
}

// ProsperStack's library finds its hosts here; the address says how the flow ends.
const apiOf = (ending) => new URL(`flow-api/${ending}`, location.href).href;
window.__PROSPERSTACK_DEBUG_APP_HOST__ = location.origin;

async function cancelByProsperStack(more) {
  const choice = $('#flow-ending').value;
  window.__PROSPERSTACK_DEBUG_API_HOST__ = apiOf(choice);
  const options = { clientId: $('#clientId').value, subscription: $('#subscription').value, ...more };
  const group = timeline.call('The customer clicked', `cancellationFlow(${JSON.stringify(options)})`);
  let hasFallenBack = false;
  const aborting = new AbortController();
  if (choice === 'abort') setTimeout(() => aborting.abort(), 1000);
  const result = await prosperstackFlow({
    ...options,
    timeoutMs: TIMEOUT_MS,
    signal: aborting.signal,
    fallback() {
      hasFallenBack = true;
    },
  });
  setTimeout(() => show($('#prosperstack-result'), group, PROSPERSTACK, result, hasFallenBack));
}

/** Fills the choice of endings with those that the stand-in makes. */
function choose(select, endings, first) {
  select.append(new Option(first, 'ask'));
  for (const { status, details, answer } of endings) {
    if (answer) select.append(new Option(details ? `${status}: ${details}` : status, answer));
  }
}
choose($('#ending'), PROFITWELL, 'I answer the dialogue');
choose($('#flow-ending'), PROSPERSTACK, 'I answer the dialogue');

for (const [id, cancel] of [
  ['#retain-form', cancelByProfitWell],
  ['#flow-form', cancelByProsperStack],
]) {
  $(id).addEventListener('submit', (event) => {
    event.preventDefault();
    cancel();
  });
}

// The table.
function row(
  product,
  { status, details, why, advice = THEN[status], answer, address, options },
  { select, cancel, name },
) {
  const head = element('th', '', `${product} `, code(status), ...(details ? [' ', code(details)] : []));
  head.scope = 'row';
  const action = element('td', '', advice);
  const label = `${name}: ${status}${details ? ` ${details}` : ''}`;
  if (address) {
    const link = element('a', '', 'Try under these conditions');
    link.href = `?${address}`;
    link.setAttribute('aria-label', `Try under these conditions: ${label}`);
    action.append(' ', link);
  } else if (answer || options) {
    const button = element('button', 'quiet', 'Try');
    button.type = 'button';
    button.setAttribute('aria-label', `Try ${label}`);
    button.addEventListener('click', () => {
      if (answer) select.value = answer;
      cancel(options);
    });
    action.append(' ', button);
  }
  return element('tr', '', head, element('td', '', why), action);
}
const retain = { select: $('#ending'), cancel: cancelByProfitWell, name: 'ProfitWell' };
const flow = { select: $('#flow-ending'), cancel: cancelByProsperStack, name: 'ProsperStack' };
$('#endings tbody').append(
  ...PROFITWELL.map((ending) => row('ProfitWell', ending, retain)),
  ...PROSPERSTACK.map((ending) => row('ProsperStack', ending, flow)),
);

$('#code').textContent = FLOW_CODE;
copies($('#copy'), $('#copied'), () => FLOW_CODE);
