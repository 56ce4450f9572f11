/** Of elements that bear the required setting. */
export const SELECTOR = '[data-public-api-token]';
