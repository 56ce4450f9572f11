// What old frameworks and polyfills do to a page, as the text of scripts: the real libraries, and stand-ins for versions
// that no registry has. They replace the same built-ins in the same way.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/tools.mjs';

/** @param {string} file */
const npm = (file) => readFileSync(join(root, 'node_modules', file), 'utf8');
/**
 * Debian's packages libjs-prototype and libjs-mootools; scripts/setup.mjs installs them.
 *
 * @param {string} file
 */
const debian = (file) => readFileSync(join('/usr/share/javascript', file), 'utf8');

/** Prototype 1.6: enumerable methods on arrays, `reduce` without a callback, `toJSON` on all that JSON writes. */
const PROTOTYPE_1_6 = `(() => {
  const stop = {};
  const extend = (object, more) => { for (const name in more) object[name] = more[name]; return object; };
  const toArray = (list) => { const all = []; for (let at = 0; at < (list ? list.length : 0); at++) all.push(list[at]); return all; };
  Object.extend = extend;
  Object.keys = (object) => { const names = []; for (const name in object) names.push(name); return names; };
  Object.values = (object) => { const values = []; for (const name in object) values.push(object[name]); return values; };
  Object.clone = (object) => extend({}, object);
  Array.from = window.$A = toArray;
  const Enumerable = {
    each(call) { try { for (let at = 0; at < this.length; at++) call(this[at], at); } catch (error) { if (error != stop) throw error; } return this; },
    all(call) { let result = true; this.each((value, at) => { result = result && !!(call || ((it) => it))(value, at); }); return result; },
    any(call) { let result = false; this.each((value, at) => { if ((result = !!(call || ((it) => it))(value, at))) throw stop; }); return result; },
    collect(call) { const results = []; this.each((value, at) => results.push((call || ((it) => it))(value, at))); return results; },
    detect(call) { let result; this.each((value, at) => { if (call(value, at)) { result = value; throw stop; } }); return result; },
    findAll(call) { const results = []; this.each((value, at) => { if (call(value, at)) results.push(value); }); return results; },
    include(object) { return this.indexOf(object) != -1; },
    inject(memo, call) { this.each((value, at) => { memo = call(memo, value, at); }); return memo; },
    toArray() { return toArray(this); },
    size() { return this.length; },
  };
  const names = { map: 'collect', find: 'detect', select: 'findAll', filter: 'findAll', member: 'include', entries: 'toArray', every: 'all', some: 'any' };
  for (const name in names) Enumerable[name] = Enumerable[names[name]];
  extend(Array.prototype, Enumerable);
  extend(Array.prototype, {
    _each: Enumerable.each,
    clear() { this.length = 0; return this; },
    first() { return this[0]; },
    last() { return this[this.length - 1]; },
    reduce() { return this.length > 1 ? this : this[0]; },
    clone() { return toArray(this); },
    toJSON() { return '[' + this.collect((value) => JSON.stringify(value)) + ']'; },
  });
  String.prototype.toJSON = function () { return '"' + this + '"'; };
  Number.prototype.toJSON = function () { return String(this); };
  Date.prototype.toJSON = function () { return '"' + this.getUTCFullYear() + '"'; };
  Function.prototype.bind = function (object, ...more) { const method = this; return function (...all) { return method.apply(object, more.concat(all)); }; };
  String.prototype.startsWith = function (pattern) { return this.indexOf(pattern) === 0; };
})();`;

/** MooTools 1.6: its own Document, Event and Element, \`Array.from\` of one argument, enumerable members of prototypes. */
const MOOTOOLS_1_6 = `(() => {
  for (const name of ['Document', 'Window', 'Element', 'Event', 'DOMEvent', 'Type', 'Class'])
    Object.defineProperty(window, name, { value: function () {}, writable: true, configurable: true, enumerable: true });
  Array.from = (item) => (item == null ? [] : typeof item == 'object' && 'length' in item ? [].slice.call(item) : [item]);
  Object.keys = (object) => { const names = []; for (const name in object) if (Object.prototype.hasOwnProperty.call(object, name)) names.push(name); return names; };
  Array.prototype.contains = function (item) { return this.indexOf(item) != -1; };
  Array.prototype.each = Array.prototype.forEach;
  Array.prototype.erase = Array.prototype.append = function () { return this; };
  String.prototype.contains = function (text) { return this.indexOf(text) > -1; };
  Function.prototype.attempt = Function.prototype.delay = function () { return this; };
  Number.prototype.times = function () {};
})();`;

/** Variables of a page that hide what is global, and a prototype that every object inherits from. */
const VARIABLES = `var URL = 'https://elsewhere.example/', Map = {}, Set = {}, Document = 1, Promise = function () { throw new Error('not that Promise'); };
  Promise.resolve = Promise.reject = Promise.all = Promise.race = Promise;`;

/** Whatever has a method throws in it, and there is no iterator of arrays. */
const HOSTILE = `(() => {
  const used = (name) => function () { throw new Error(name + ' of another kind'); };
  for (const name of ['reduce', 'some', 'every', 'find', 'findIndex', 'includes', 'forEach', 'map', 'filter', 'flatMap', 'keys', 'values', 'entries', 'fill', 'at'])
    Array.prototype[name] = used(name);
  for (const name of ['keys', 'values', 'entries', 'assign', 'fromEntries', 'hasOwn']) Object[name] = used('Object.' + name);
  for (const name of ['from', 'of']) Array[name] = used('Array.' + name);
  for (const name of ['includes', 'startsWith', 'endsWith', 'padStart', 'matchAll', 'at']) String.prototype[name] = used(name);
  for (const name of ['then', 'catch', 'finally']) Promise.prototype[name] = used(name);
  for (const type of [Map, Set]) type.prototype.forEach = type.prototype[Symbol.iterator] = used(type.name);
  Array.prototype[Symbol.iterator] = used('iterator');
  window.TextEncoder = used('TextEncoder');
})();`;

const POLLUTED = `for (const name of ['scriptUrl', 'nonce', 'endpoint', 'publicApiKey', 'siteType', 'source', 'hint', 'lend', 'insert', 'start', 'timeoutMs', 'customerIdTrait', 'consent', 'integrations', 'All', 'userId', 'traits', 'email', 'fallback', 'signal', 'consentCategories', 'nowasmSrc', 'ProfitWell', 'ProsperStack'])
  Object.prototype[name] = 'https://evil.example/';`;

/** Libraries, by name. @type {Record<string, string>} */
export const LIBRARIES = {
  'Prototype 1.7': debian('prototype/prototype.js'),
  'Prototype 1.6, a stand-in': PROTOTYPE_1_6,
  'MooTools 1.4': debian('mootools/mootools.js'),
  'MooTools 1.6, a stand-in': MOOTOOLS_1_6,
  Bluebird: npm('bluebird/js/browser/bluebird.js'),
  'zone.js': npm('zone.js/bundles/zone.umd.js'),
  'core-js': npm('core-js-bundle/minified.js'),
  'SES lockdown': `${npm('ses/dist/ses.umd.min.js')}\nlockdown({ consoleTaming: 'unsafe', errorTaming: 'unsafe' });`,
};

/** The same, and pages that do worse. @type {Record<string, string>} */
export const FRAMEWORKS = {
  ...LIBRARIES,
  'variables named as globals': VARIABLES,
  'methods that throw': HOSTILE,
  'a polluted Object.prototype': POLLUTED,
};
