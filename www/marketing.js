// The page without analytics.js: the script tag alone.

import { copies, observe, visitorOf, whenTagHasRun } from './timeline.js';

const $ = (selector) => document.querySelector(selector);
const timeline = observe();
const form = $('#visitor');

whenTagHasRun(() => {
  timeline.say('page', 'The tag has run: on a marketing site it starts by itself.');
  timeline.decisions();
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const who = visitorOf(form);
  if (!who) return;
  timeline.say('you', 'Called', `profitwellDestination.identify(${JSON.stringify(who)})`);
  window.profitwellDestination.identify(who);
});

$('#reset').addEventListener('click', () => {
  timeline.say('you', 'Called', 'profitwellDestination.reset()');
  window.profitwellDestination.reset();
});

copies($('#copy'), $('#copied'), () => $('#code').textContent);
