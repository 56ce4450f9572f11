// The page with analytics.js: Segment's own package, offline, and the destination in it.

import { AnalyticsBrowser } from '@segment/analytics-next';
import { profitwell, setConsent } from 'retention-destinations';
import * as debug from 'retention-destinations/debug';
import { CONSENT, expectationsOf, FOR_PROFITWELL, tokenOf, vendorUrl } from './conditions.js';
import { drawConditions, drawExpectations, drawSwitches } from './conditions-form.js';
import { $, copies } from './dom.js';
import { profitwellSide } from './profitwell-side.js';
import { makeTimeline } from './timeline.js';
import { clearsErrors, drawTraits, visitorOf } from './visitor.js';

const NAMES = [...FOR_PROFITWELL, 'segment'];

const form = $('#settings');
const visitor = $('#visitor');
const conditions = drawConditions(NAMES, { others: ['token', 'siteType', 'customerIdTrait'] });
const DEFAULTS = {
  token: tokenOf(conditions),
  siteType: 'web app',
  customerIdTrait: conditions.paddle === 'none' ? '' : 'paddleId',
};
const side = profitwellSide(() => timeline);
const timeline = makeTimeline({ product: 'ProfitWell', debug, vendorState: side.vendorState });
clearsErrors(visitor);

const query = new URLSearchParams(location.search);
for (const [name, value] of Object.entries(DEFAULTS)) {
  const field = form.elements[name];
  field.value = query.get(name) ?? value;
  if (field.selectedIndex === -1) field.value = value;
}

/** The settings that the form names, without the vendor script's address. */
function settingsOf({ token, siteType, customerIdTrait }) {
  const consent = CONSENT[conditions.consent];
  return {
    publicApiToken: token.value,
    siteType: siteType.value,
    ...(customerIdTrait.value.trim() && { customerIdTrait: customerIdTrait.value.trim() }),
    ...(consent !== undefined && { consent }),
  };
}

const quoted = (value) => (typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : String(value));

function code(settings) {
  const lines = Object.entries(settings)
    .map(([name, value]) => `      ${name}: ${quoted(value)},\n`)
    .join('');
  const consent = settings.consent === 'required' ? ', setConsent' : '';
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
  const hints = debug.checkSettings(settings).map(({ message }) => message);
  if (new URLSearchParams(new FormData(form)).toString() !== applied) hints.push('Changed: not in use until applied.');
  $('#hints').textContent = hints.join(' ');
}
form.addEventListener('input', review);
review();
copies($('#copy'), $('#copied'), () => $('#code').textContent);

// The conditions stay in the address.
for (const [name, value] of new URLSearchParams(location.search)) {
  if (!NAMES.includes(name) && name !== 'seconds') continue;
  const field = document.createElement('input');
  Object.assign(field, { type: 'hidden', name, value });
  form.append(field);
}

let answered;
const answer = new Promise((resolve) => {
  answered = resolve;
});
const settings = {
  ...settingsOf(form.elements),
  scriptUrl: vendorUrl(conditions),
  ...(conditions.consent === 'promise' && { consent: answer }),
};
drawExpectations(expectationsOf('profitwell', conditions, { waits: settings.siteType === 'web app' }), timeline);
timeline.begin('page', 'This page loaded');
side.begin();

// The first registration makes the page's core, so that there is something to watch.
const plugins = [profitwell(settings)];
if (conditions.tags === 'same') plugins.push(profitwell(settings));
if (conditions.tags === 'another') plugins.push(profitwell({ ...settings, publicApiToken: 'another-account' }));
let said = [];
/** Draws the traits of the last identify: reasons come after it. */
let draw = () => {};
timeline.watch((one) => {
  said.push(one);
  draw();
});

const SEGMENT_ON = {
  ProfitWell: { publicApiToken: settings.publicApiToken, versionSettings: { componentTypes: ['browser'] } },
};

// Offline: no write key is used, nothing is sent to Segment, and its library measures nothing.
const analytics = AnalyticsBrowser.load(
  {
    writeKey: 'playground',
    cdnSettings: {
      integrations: { 'Segment.io': { apiKey: 'playground' }, ...(conditions.segment === 'on' && SEGMENT_ON) },
      metrics: { sampleRate: 0 },
    },
    plugins,
  },
  { integrations: { 'Segment.io': false } },
);

/** A call as it would be written. */
const called = (name, ...words) => {
  const given = words.filter((word) => word !== undefined);
  timeline.call('You called', `${name}(${given.map((word) => JSON.stringify(word)).join(', ')})`);
};

visitor.addEventListener('submit', async (event) => {
  event.preventDefault();
  const who = visitorOf(visitor);
  if (!who) return;
  const options = visitor.elements.off.checked ? { integrations: { ProfitWell: false } } : undefined;
  const words = who.userId ? [who.userId, who.traits, options] : [who.traits, options];
  called('analytics.identify', ...words);
  const before = timeline.count();
  said = [];
  try {
    await analytics.identify(...words);
  } catch ({ message }) {
    timeline.add(
      'page',
      'error',
      'Segment\u2019s analytics.js failed by itself, so nothing reached the destination:',
      message,
    );
    return;
  }
  if (timeline.count() === before) {
    const why = options
      ? 'analytics.js kept the event from the destination, because its integrations object switches ProfitWell off.'
      : 'The destination is off: it decided nothing.';
    timeline.add('page', 'ignored', why);
  }
  side.look();
  timeline.refresh();
  const { customerIdTrait } = settings;
  draw = () =>
    drawTraits({
      traits: who.traits,
      said,
      known: side.vendorState().known,
      customerIdTrait,
      isHeard: timeline.isHeard(),
    });
  draw();
});

$('#reset').addEventListener('click', () => {
  called('analytics.reset');
  analytics.reset();
});

drawSwitches(conditions, {
  begin: timeline.begin,
  answer(yes) {
    if (conditions.consent === 'promise') {
      timeline.call('The visitor answered', `resolve(${yes})`);
      answered(yes);
    } else {
      called('setConsent', yes);
      setConsent(yes);
    }
    side.look();
    timeline.refresh();
  },
});

analytics.then(([instance]) => {
  const id = instance.user().id();
  const traits = instance.user().traits();
  const someone = id || Object.keys(traits ?? {}).length;
  const text = someone
    ? 'analytics.js is ready and remembers a visitor:'
    : 'analytics.js is ready and remembers no visitor.';
  timeline.add('page', 'done', text, someone ? JSON.stringify({ userId: id, traits }) : undefined);
});
