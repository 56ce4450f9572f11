// A stand-in for Prototype 1.6: enumerable methods on arrays, `reduce` without a callback, `toJSON` on all that JSON writes.
(() => {
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
})();
