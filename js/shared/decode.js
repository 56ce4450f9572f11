// The module's bytes as text that any page can hold, whatever its character set; scripts/build.mjs
// writes it.

export const encode = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

// `fromHex` takes microseconds (Chromium 140, Firefox 133, Safari 18.2); a loop of ours, cold, a
// tenth of all that the page's main thread does for us.
export const decode = (text) => Uint8Array.fromHex?.(text) ?? Uint8Array.from(text.match(/../g), (byte) => '0x' + byte);
