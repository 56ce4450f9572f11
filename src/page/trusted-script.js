/** @type {{ createScriptURL(url: string): string } | undefined} */
let policy;
/** @type {string} the one URL that the policy returns */
let wanted;

/**
 * A script element for a URL, under Trusted Types by a policy of our own. Throws where the page
 * does not allow that policy.
 *
 * @param {string} url
 * @param {string} [nonce]
 */
export const scriptElement = (url, nonce) => {
  const element = document.createElement('script');
  element.async = true;
  if (nonce) element.nonce = nonce;
  wanted = url;
  policy ??= /** @type {any} */ (window).trustedTypes?.createPolicy('retention-destinations', {
    /** @param {string} url */
    createScriptURL: (url) => (url === wanted ? url : null),
  });
  element.src = policy ? policy.createScriptURL(url) : url;
  return element;
};
