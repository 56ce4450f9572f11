/** Of elements that bear the required setting; of scripts, because other things bear such an attribute, too. */
export const SELECTOR = 'script[data-endpoint]';
