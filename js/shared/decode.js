// The module's bytes as text that any page can hold, whatever its character set; scripts/build.mjs
// writes it.

/** @param {ArrayLike<number>} bytes */
export const encode = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

// `fromHex` takes microseconds (Chromium 140, Firefox 133, Safari 18.2); a loop of ours, cold, a
// tenth of all that the page's main thread does for us.
/** @param {string} text @returns {Uint8Array} */
export const decode = (text) => {
  const known = /** @type {any} */ (Uint8Array).fromHex?.(text);
  if (known) return known;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = +`0x${text[2 * at]}${text[2 * at + 1]}`;
  return bytes;
};
