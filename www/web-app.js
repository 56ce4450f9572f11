// The page with analytics.js: Segment's own package, offline, and the destination in it.

import { AnalyticsBrowser } from '@segment/analytics-next';
import { profitwell, setConsent } from 'retention-destinations';
import { check } from 'retention-destinations/debug';
import { copies, observe, visitorOf } from './timeline.js';

const SCRIPTS = {
  normal: 'vendor/profitwell.js',
  slow: 'vendor/profitwell.js?delay=3000',
  blocked: 'vendor/blocked.js',
};
const DEFAULTS = {
  token: 'playground-public-token',
  siteType: 'web app',
  consent: 'true',
  customerIdTrait: '',
  script: 'normal',
};

const $ = (selector) => document.querySelector(selector);
const form = $('#settings');
const visitor = $('#visitor');
const timeline = observe();

const query = new URLSearchParams(location.search);
for (const [name, value] of Object.entries(DEFAULTS)) {
  const field = form.elements[name];
  field.value = query.get(name) ?? value;
  if (field.selectedIndex === -1) field.value = value;
}

/** The settings that the form names, without the vendor script's address. */
function settingsOf({ token, siteType, consent, customerIdTrait }) {
  return {
    publicApiToken: token.value,
    siteType: siteType.value,
    ...(customerIdTrait.value.trim() && { customerIdTrait: customerIdTrait.value.trim() }),
    ...(consent.value === 'required' && { consent: 'required' }),
  };
}

const quoted = (text) => `'${text.replace(/[\\']/g, '\\$&')}'`;

function code(settings) {
  const lines = Object.entries(settings)
    .map(([name, value]) => `      ${name}: ${quoted(value)},\n`)
    .join('');
  const consent = settings.consent ? ', setConsent' : '';
  return `import { AnalyticsBrowser } from '@segment/analytics-next';
import { profitwell${consent} } from 'retention-destinations';

export const analytics = AnalyticsBrowser.load({
  writeKey: 'YOUR_SEGMENT_WRITE_KEY',
  plugins: [
    profitwell({
${lines}    }),
  ],
});
${consent && '\n// When the visitor has answered:\nsetConsent(true);\n'}`;
}

const applied = new URLSearchParams(new FormData(form)).toString();

function review() {
  const settings = settingsOf(form.elements);
  $('#code').textContent = code(settings);
  const hints = check(settings).map(({ setting, hint }) => `${setting} ${hint}.`);
  if (new URLSearchParams(new FormData(form)).toString() !== applied) hints.push('Changed: not in use until applied.');
  $('#hints').textContent = hints.join(' ');
}
form.addEventListener('input', review);
review();
copies($('#copy'), $('#copied'), () => $('#code').textContent);

const settings = { ...settingsOf(form.elements), scriptUrl: SCRIPTS[form.elements.script.value] };
$('#consent').hidden = settings.consent !== 'required';

// The first call makes the page's core; the second is watched from its first word.
profitwell(settings);
timeline.decisions();
const plugin = profitwell(settings);

// Offline: no write key is used and nothing is sent to Segment.
const analytics = AnalyticsBrowser.load(
  {
    writeKey: 'playground',
    cdnSettings: { integrations: { 'Segment.io': { apiKey: 'playground' } } },
    plugins: [plugin],
  },
  { integrations: { 'Segment.io': false } },
);

const called = (name, ...words) =>
  timeline.say(
    'you',
    'Called',
    `${name}(${words
      .filter((word) => word !== undefined)
      .map((word) => JSON.stringify(word))
      .join(', ')})`,
  );

visitor.addEventListener('submit', async (event) => {
  event.preventDefault();
  const who = visitorOf(visitor);
  if (!who) return;
  const options = visitor.elements.off.checked ? { integrations: { ProfitWell: false } } : undefined;
  const words = who.userId ? [who.userId, who.traits, options] : [who.traits, options];
  called('analytics.identify', ...words);
  const before = timeline.count();
  await analytics.identify(...words);
  if (timeline.count() === before) {
    timeline.say(
      'page',
      options
        ? 'analytics.js kept the event from the destination, because its integrations object switches ProfitWell off.'
        : 'The destination is off: it decided nothing.',
    );
  }
});

$('#reset').addEventListener('click', () => {
  called('analytics.reset');
  analytics.reset();
});

for (const [id, yes] of [
  ['#grant', true],
  ['#withdraw', false],
]) {
  $(id).addEventListener('click', () => {
    called('setConsent', yes);
    setConsent(yes);
    timeline.look();
  });
}

analytics.then(([instance]) => {
  const id = instance.user().id();
  const traits = instance.user().traits();
  const someone = id || Object.keys(traits ?? {}).length;
  timeline.say(
    'page',
    someone ? 'analytics.js is ready and remembers a visitor:' : 'analytics.js is ready and remembers no visitor.',
    someone ? JSON.stringify({ userId: id, traits }) : undefined,
  );
});
