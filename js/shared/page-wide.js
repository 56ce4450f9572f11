// One registry a page, whichever copy of the package comes first.

import { NAME, VERSION } from '#border';
import { attempt } from '../../src/page/attempt.js';
import { once } from './console.js';
import { createRegistry } from './registry.js';

/** @typedef {import('./registry.js').Registry} Registry */

/**
 * Access to the page's registry, which is created unless another copy has created it. The access
 * itself touches nothing, so that importing an entry does nothing.
 *
 * @param {import('./registry.js').Destination} destination
 */
export const pageWide = (destination) => {
  /** Throws where there is no page. @returns {Registry} */
  const find = () => {
    const page = /** @type {any} */ (window);
    const key = Symbol.for(`retention-destinations/${NAME}`);
    page[key] ??= createRegistry(destination);
    const registry = page[key];
    if (registry.version !== VERSION) once(`${registry.version} serves ${VERSION} too (another_version)`);
    return registry;
  };
  return {
    /** The registry; nothing on a server. */
    get: () => attempt(find),

    /**
     * A registration, which adapters translate their host's hooks into; nothing on a server.
     *
     * @param {any} settings
     * @param {import('./registry.js').Origin} [origin]
     */
    open: (settings, origin) => attempt(() => find().open(settings, origin)),

    /** Tells every registration on the page whether the visitor consents. @param {boolean} yes */
    setConsent: (yes) => {
      attempt(() => find().setConsent(yes));
    },
  };
};

/** @typedef {ReturnType<typeof pageWide>} PageWide */
