// Values as `Trait` in properties.rs reads them. Nothing here throws.

import { attempt } from '../attempt.js';
import { includes, ownValue } from '../syntax.js';
import { put, valueAt } from '../values.js';
import { Conversion } from './border.js';

/** @param {number} index @param {number} name */
export const own = (index, name) => put(attempt(() => ownValue(valueAt(index), valueAt(name))));

/** @param {number} index */
export const isList = (index) => attempt(() => Array.isArray(valueAt(index)), false);

/** @param {number} list @param {number} item */
export const holds = (list, item) => attempt(() => includes(valueAt(list), valueAt(item)), false);

/** @type {Record<number, (value: any) => unknown>} */
const CONVERSIONS = {
  [Conversion.IsoText]: (value) => Date.prototype.toISOString.call(value),
  [Conversion.Text]: (value) => `${value}`,
  [Conversion.Number]: (value) => +value,
  [Conversion.True]: () => true,
  [Conversion.False]: () => false,
  [Conversion.Moment]: (value) => Date.parse(value),
};

/** @param {number} index @param {number} conversion */
export const convert = (index, conversion) => put(attempt(() => CONVERSIONS[conversion](valueAt(index))));

export const list = () => put([]);

/** @param {number} list @param {number} item */
export const push = (list, item) => {
  const items = valueAt(list);
  items[items.length] = valueAt(item);
};
