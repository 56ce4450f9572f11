// The module's bytes as text that any page can hold, whatever its character set; scripts/build.mjs
// writes it.

/** @param {ArrayLike<number>} bytes */
export const encode = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

// `fromHex` takes microseconds (Chromium 140, Firefox 133, Safari 18.2); a loop of ours, cold, a
// tenth of all that the page's main thread does for us.
/** @param {string} text @returns {Uint8Array} */
export const decode = (text) =>
  /** @type {any} */ (Uint8Array).fromHex?.(text) ??
  Uint8Array.from(
    /** @type {any} */ (text.match(/../g)),
    (/** @type {string} */ byte) => /** @type {any} */ ('0x' + byte),
  );
