/**
 * The classic script that runs now. Not `document.currentScript`: `<img name=currentScript>` takes
 * its place, and what such an element says would be taken for the tag's own settings. Nor by
 * `Document`, which some libraries replace (MooTools).
 *
 * @returns {any}
 */
export const runningScript = () => Reflect.get(Object.getPrototypeOf(document), 'currentScript', document);
