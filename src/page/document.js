/**
 * A member of the page's document. Not `document[name]`: `<img name=createElement>` takes its place. Nor by `Document`,
 * which some libraries replace (MooTools).
 *
 * @param {string} name
 * @returns {any}
 */
export const fromDocument = (name) => Reflect.get(Object.getPrototypeOf(document), name, document);

/** What a method of the page's document gives. @param {string} method @param {string} argument @returns {any} */
export const askDocument = (method, argument) => fromDocument(method).call(document, argument);
