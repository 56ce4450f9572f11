// Consent by category, as Segment's consent tools stamp it on every event
// (`context.consent.categoryPreferences`). Nothing is known before the first such event.

import { attempt } from '../../src/page/attempt.js';
import { ownValue, promise } from '../../src/page/syntax.js';

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
  /** @type {any} */
  const categories = attempt(() => ownValue(settings, 'consentCategories'));
  if (categories === undefined) return make(settings);

  /** Whether a test holds of every category. @param {(name: any) => boolean} test */
  const all = (test) => {
    for (let at = 0; at < categories.length; at += 1) if (!test(categories[at])) return false;
    return true;
  };
  const isListed = attempt(
    () => Array.isArray(categories) && categories.length && all((name) => typeof name === 'string'),
  );
  const given = /** @type {Settings} */ (attempt(() => ({ ...settings }), {}));
  const other = given.consent === undefined ? true : given.consent;
  /** @type {boolean | undefined} */
  let isGranted;
  /** @type {((value?: any) => void)[]} */
  const waiting = [];
  const answer = () => isGranted && (typeof other === 'function' ? other() : other);
  const later = async () => {
    await promise((resolve) => {
      if (isGranted === undefined) waiting[waiting.length] = resolve;
      else resolve(undefined);
    });
    return await answer();
  };
  /** @returns {unknown} */
  const consent = () => (isGranted === undefined ? later() : answer());

  // Anything but a list of names is invalid: rejected as `invalid_consent`.
  const plugin = make({ ...given, consent: /** @type {any} */ (isListed ? consent : null) });
  for (let at = 0; at < HOOKS.length; at += 1) {
    const hook = HOOKS[at];
    const inner = plugin[hook];
    plugin[hook] = (ctx) => {
      attempt(() => {
        const preferences = ctx.event.context.consent.categoryPreferences;
        // In this order: it throws where there are no preferences, and nothing is known.
        isGranted = all((name) => preferences[name] === true && ownValue(preferences, name));
        for (let next = 0; next < waiting.length; next += 1) waiting[next]();
        waiting.length = 0;
      });
      return inner(ctx);
    };
  }
  return plugin;
};
