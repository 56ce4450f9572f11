// Consent by category, as Segment's consent tools stamp it on every event
// (`context.consent.categoryPreferences`). Nothing is known before the first such event.

import { attempt } from '../../src/page/attempt.js';

const HOOKS = /** @type {const} */ (['identify', 'track', 'page', 'group', 'alias', 'screen']);

/**
 * Plugins of `make` that act only while every one of their categories is granted.
 *
 * @template {import('../shared/types.js').CommonSettings} Settings
 * @template {{ [hook in typeof HOOKS[number]]: (ctx: any) => any }} P
 * @param {(settings: Settings) => P} make
 * @returns {(settings: Settings) => P}
 */
export const byCategories = (make) => (settings) => {
  const categories = attempt(() => settings.consentCategories);
  if (categories === undefined) return make(settings);

  const isListed = attempt(
    () => categories.every((/** @type {unknown} */ name) => typeof name === 'string') && categories.length > 0,
  );
  const given = /** @type {Settings} */ (attempt(() => ({ ...settings })) ?? {});
  const other = given.consent === undefined ? true : given.consent;
  /** @type {boolean | undefined} */
  let isGranted;
  /** @type {(value?: unknown) => void} */
  let tell = () => {};
  const known = new Promise((resolve) => {
    tell = resolve;
  });
  /** @returns {unknown} */
  const consent = () => {
    if (isGranted === undefined) return known.then(consent);
    return isGranted && (typeof other === 'function' ? other() : other);
  };

  // What is no list of names is no answer: refused as `invalid_consent`.
  const plugin = make({ ...given, consent: /** @type {any} */ (isListed ? consent : null) });
  for (const hook of HOOKS) {
    const inner = plugin[hook];
    plugin[hook] = (ctx) => {
      attempt(() => {
        const preferences = ctx.event.context.consent.categoryPreferences;
        isGranted = categories.every((/** @type {string} */ name) => preferences[name] === true);
        tell();
      });
      return inner(ctx);
    };
  }
  return plugin;
};
