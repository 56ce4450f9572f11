// Consent by category, as Segment's consent tools stamp it on every event
// (`context.consent.categoryPreferences`). Nothing is known before the first such event.

import { attempt } from '../../src/page/page.js';

/** A plugin of `make(settings)` that acts only while every one of its categories is granted. */
export function byCategories(settings, make) {
  const categories = attempt(() => settings.consentCategories);
  if (categories === undefined) return make(settings);

  const listed = attempt(() => categories.every((name) => typeof name == 'string') && categories.length);
  const given = attempt(() => ({ ...settings }), {});
  const other = given.consent === undefined ? true : given.consent;
  let granted;
  let tell;
  const known = new Promise((resolve) => (tell = resolve));
  const consent = () =>
    granted === undefined ? known.then(consent) : granted && (typeof other == 'function' ? other() : other);

  // What is no list of names is no answer: refused as `invalid_consent`.
  const plugin = make({ ...given, consent: listed ? consent : null });
  for (const hook of ['identify', 'track', 'page', 'group', 'alias', 'screen']) {
    const inner = plugin[hook];
    plugin[hook] = (ctx) => {
      attempt(() => {
        const preferences = ctx.event.context.consent.categoryPreferences;
        granted = categories.every((name) => preferences[name] === true);
        tell();
      });
      return inner(ctx);
    };
  }
  return plugin;
}
