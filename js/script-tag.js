// The script tag: settings from its own attributes, registered on the page's analytics host, or
// acting alone where there is none.

import { attempt, runningScript } from '../src/page/page.js';
import { cancellationFlow } from './cancellation.js';
import { open, setConsent } from './core.js';
import { plugin } from './hosts/plugin.js';

const GLOBAL = 'profitwellDestination';

export const run = () => attempt(() => {
  const settings = { ...runningScript().dataset };
  for (const name in settings) settings[name] = { true: true, false: false }[settings[name]] ?? settings[name];
  if (settings.timeoutMs) settings.timeoutMs = +settings.timeoutMs;
  const key = settings.analyticsKey || 'analytics';
  const destination = open(settings);
  const ours = plugin(destination);

  // A host that is loaded has `register`; so has Segment's snippet; before the snippet its
  // buffer is a plain array.
  const register = () =>
    attempt(() => {
      const host = window[key];
      if (typeof host?.register == 'function') host.register(ours);
      else if (Array.isArray(host)) host.push(['register', ours]);
      else return false;
      return true;
    }, false);

  if (!register()) {
    destination.load(); // alone
    const look = (wait) => wait > 6e4 || register() || setTimeout(look, wait, wait * 2);
    look(50);
  }

  window[GLOBAL] ??= {
    identify: (event) => attempt(() => destination.identify(event)),
    reset: () => attempt(() => destination.reset()),
    setConsent,
    cancellationFlow,
  };
});
