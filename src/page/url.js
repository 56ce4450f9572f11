/**
 * A URL's parts, by whichever name of the standard's class is left: pages have variables called `URL`.
 *
 * @param {string} address
 * @param {string} [base]
 * @returns {URL}
 */
export const urlOf = (address, base) => {
  const Standard = /** @type {any} */ (window).webkitURL ?? URL;
  return new Standard(address, base);
};
