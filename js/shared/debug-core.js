// What the debug entries of both products share: their build puts it into a file of its own.

export { attributeValue, scriptText } from './check/html.js';
export { entryOf, readObject, valueOfNode } from './check/literal.js';
export { debugEntry } from './debug.js';
export { plain } from './spelling.js';
