// The script tag: settings from its own attributes, registered on the page's analytics host, or
// acting alone where there is none.

import { attempt, runningScript } from '../../src/page/page.js';
import { open, page, setConsent } from './core.js';
import { prosperstack } from './index.js';

const GLOBAL = 'prosperstackDestination';

export const run = () => attempt(() => {
  const settings = { ...runningScript().dataset };
  for (const name in settings) settings[name] = { true: true, false: false }[settings[name]] ?? settings[name];
  if (settings.timeoutMs) settings.timeoutMs = +settings.timeoutMs;
  // As JSON; what is none stays a text, and is refused by name.
  for (const name of ['allow', 'mapping']) settings[name] = attempt(() => JSON.parse(settings[name]), settings[name]);
  const key = settings.analyticsKey || 'analytics';
  const plugin = prosperstack(settings);

  // A host that is loaded has `register`; so has Segment's snippet; before the snippet its
  // buffer is a plain array.
  const register = () =>
    attempt(() => {
      const host = window[key];
      if (typeof host.register == 'function') host.register(plugin);
      else if (Array.isArray(host)) host.push(['register', plugin]);
      else return false;
      return true;
    }, false);

  const alone = open(settings);
  if (!register()) {
    alone.load();
    const look = (wait) => wait > 6e4 || register() || setTimeout(look, wait, wait * 2);
    look(50);
  }

  window[GLOBAL] ??= {
    identify: (event) => attempt(() => alone.identify(event)),
    reset: () => attempt(() => alone.reset()),
    setConsent,
    flow: () => attempt(() => page().flow(), null),
  };
});
