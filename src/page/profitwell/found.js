// What of the vendor a page holds besides its global: its script, and the token that it names.

import { askDocument } from '../document.js';
import { urlOf } from '../url.js';
import { ELEMENT_ID, SCRIPT_URL, Setting, TOKEN_ATTRIBUTE } from './border.js';

/** @param {string} url */
export const withoutQuery = (url) => url.split('?')[0];

/**
 * The vendor's script in the document, by its own URL or by the one of our settings.
 *
 * @param {string | null | undefined} url
 * @returns {HTMLScriptElement | undefined}
 */
export const findScript = (url) => {
  const own = withoutQuery(url ?? SCRIPT_URL);
  const scripts = askDocument('getElementsByTagName', 'script');
  for (let at = 0; at < scripts.length; at += 1) {
    const address = withoutQuery(scripts[at].src || '');
    if (address === own || address === SCRIPT_URL) return scripts[at];
  }
  return undefined;
};

/** The vendor's script element, or a script with its URL, and the token that it names. @param {any[]} values */
export const found = (values) => {
  const script = findScript(values[Setting.scriptUrl]);
  // Another element of that id is not the vendor's.
  const element = askDocument('querySelector', `script#${ELEMENT_ID},#${ELEMENT_ID}[${TOKEN_ATTRIBUTE}]`) ?? script;
  const token = element?.getAttribute(TOKEN_ATTRIBUTE) || (script && urlOf(script.src).searchParams.get('auth'));
  return { element, token };
};

/** The ends of a token, if there is enough between them. @param {unknown} token */
export const masked = (token) => {
  const text = `${token}`;
  return text.length < 8 ? '\u2026' : `${text.slice(0, 2)}\u2026${text.slice(-2)}`;
};
