// The script tag, in whichever encoding.

import { attempt } from '../../src/page/attempt.js';
import { runTag } from '../shared/script-tag.js';
import { prosperstackPlugin } from './plugin.js';
import { registry } from './registry.js';

/** Reads JSON; what is none stays a string, and is refused by name. @param {Record<string, any>} settings */
const complete = (settings) => {
  /** @param {any} value */
  const read = (value) => (typeof value === 'string' ? attempt(() => JSON.parse(value), value) : value);
  settings.allow = read(settings.allow);
  settings.mapping = read(settings.mapping);
};

export const run = () =>
  runTag(registry, {
    plugin: prosperstackPlugin,
    selector: 'script[data-endpoint]', // other elements have such an attribute, too
    offers: { flow: () => registry.get()?.flow?.() ?? null },
    complete,
  });
