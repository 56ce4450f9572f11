// A stand-in for MooTools 1.6: its own Document, Event and Element, `Array.from` of one argument, enumerable members of prototypes.
(() => {
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
})();
