/**
 * The classic script that runs now. Not `document.currentScript`: `<img name=currentScript>` takes
 * its place, and what such an element says would be taken for the tag's own settings.
 *
 * @returns {any}
 */
export const runningScript = () =>
  /** @type {any} */ (Object.getOwnPropertyDescriptor(Document.prototype, 'currentScript')).get.call(document);
