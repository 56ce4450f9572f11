// One registry a page, whichever copy of the package comes first.

import { NAME, VERSION } from '#border';
import { attempt } from '../../src/page/attempt.js';
import { once } from './console.js';
import { createRegistry } from './registry.js';

/** @typedef {import('./registry.js').Registry} Registry */

/**
 * Access to the page's registry, for an adapter.
 *
 * @template Settings what the owner of a site sets: a public type
 * @typedef {object} PageWide
 * @property {() => Registry | undefined} get the registry; nothing on a server
 * @property {(settings: Settings, origin?: import('./registry.js').Origin) => import('./registry.js').Registration | undefined} open
 *   a registration, which adapters translate their host's hooks into; nothing on a server
 * @property {(yes: boolean) => void} setConsent tells every registration on the page whether the visitor consents
 */

const KEY = /* @__PURE__ */ Symbol.for(`retention-destinations/${NAME}`);

/** The page's registry, if there is one. @returns {Registry | undefined} */
export const registryOfPage = () => attempt(() => /** @type {any} */ (window)[KEY]);

let isCounted = false;

/**
 * The page's registry, which is created unless another copy has created it; so importing an entry does nothing. Throws
 * where there is no page.
 *
 * @returns {Registry}
 */
const find = () => {
  const page = /** @type {any} */ (window);
  page[KEY] ??= createRegistry();
  const registry = page[KEY];
  if (!isCounted) registry.copies += 1;
  isCounted = true;
  if (registry.version !== VERSION)
    once('another_version', `${registry.version} serves ${VERSION} too (another_version)`);
  return registry;
};

/** @type {PageWide<any>['get']} */
export const get = () => attempt(find);

/** @type {PageWide<any>['open']} */
export const open = (settings, origin) => attempt(() => find().open(settings, origin));

/** @type {PageWide<any>['setConsent']} */
export const setConsent = (yes) => {
  attempt(() => find().setConsent(yes));
};
