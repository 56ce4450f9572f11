// The page without analytics.js: the script tag alone.

import * as debug from 'retention-destinations/debug';
import { expectationsOf, FOR_PROFITWELL } from './conditions.js';
import { answerTag, drawConditions, drawExpectations, drawSwitches } from './conditions-form.js';
import { $, copies } from './dom.js';
import { profitwellSide } from './profitwell-side.js';
import { makeTimeline, whenTagHasRun } from './timeline.js';
import { clearsErrors, drawTraits, visitorOf } from './visitor.js';

const form = $('#visitor');
const conditions = drawConditions(FOR_PROFITWELL);
const side = profitwellSide(() => timeline);
const timeline = makeTimeline({ product: 'ProfitWell', debug, vendorState: side.vendorState });
drawExpectations(expectationsOf('profitwell', conditions), timeline);
clearsErrors(form);

let said = [];
/** Draws the traits of the last identify: reasons come after it. */
let draw = () => {};
timeline.begin('page', 'This page loaded');
side.begin();
whenTagHasRun(() =>
  timeline.watch((one) => {
    said.push(one);
    draw();
  }),
);

const destination = () => window.profitwellDestination;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const who = visitorOf(form);
  if (!who) return;
  timeline.call('You called', `profitwellDestination.identify(${JSON.stringify(who)})`);
  said = [];
  destination()?.identify(who);
  side.look();
  timeline.refresh();
  draw = () => drawTraits({ traits: who.traits, said, known: side.vendorState().known, isHeard: timeline.isHeard() });
  draw();
});

$('#reset').addEventListener('click', () => {
  timeline.call('You called', 'profitwellDestination.reset()');
  destination()?.reset();
});

drawSwitches(conditions, {
  begin: timeline.begin,
  answer(yes) {
    answerTag('profitwellDestination', conditions, timeline, yes);
    side.look();
    timeline.refresh();
  },
});

copies($('#copy'), $('#copied'), () => $('#code').textContent);
