// The twin as a script tag.

import { open, setConsent } from './core.js';
import { profitwell } from './plugin.js';

/** What the tag does when it runs. */
export function run() {
  /** @type {Record<string, any>} */
  const settings = { ...document.currentScript?.dataset };
  if (settings.consent === 'true' || settings.consent === 'false') settings.consent = settings.consent === 'true';
  if (settings.useStoredUser) settings.useStoredUser = settings.useStoredUser === 'true';
  if (settings.timeoutMs) settings.timeoutMs = +settings.timeoutMs;
  const key = settings.analyticsKey || 'analytics';
  const plugin = profitwell(settings);

  const register = () => {
    const host = window[key];
    if (typeof host?.register === 'function') host.register(plugin);
    else if (Array.isArray(host)) host.push(['register', plugin]);
    else return false;
    return true;
  };

  const alone = open(settings);
  if (!register()) {
    alone.load();
    /** @type {(wait: number) => unknown} */
    const look = (wait) => wait > 6e4 || register() || setTimeout(look, wait, wait * 2);
    look(50);
  }

  window.profitwellDestination ??= { identify: alone.identify, reset: alone.reset, setConsent };
}
