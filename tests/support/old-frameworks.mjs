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

/** Stand-ins that the playground has as well. @param {string} file */
const standIn = (file) => readFileSync(join(root, 'www/vendor', file), 'utf8');

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
  'Prototype 1.6, a stand-in': standIn('prototype.js'),
  'MooTools 1.4': debian('mootools/mootools.js'),
  'MooTools 1.6, a stand-in': standIn('mootools.js'),
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
