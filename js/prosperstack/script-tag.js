// The script tag, in whichever encoding.

import { attempt } from '../../src/page/attempt.js';
import { runTag } from '../shared/script-tag.js';
import { prosperstackPlugin } from './plugin.js';
import { registry } from './registry.js';

/** Reads JSON; what is none stays a string, and is refused by name. @param {Record<string, any>} settings */
const complete = (settings) => {
  for (const name of ['allow', 'mapping']) {
    const value = settings[name];
    if (typeof value === 'string') settings[name] = attempt(() => JSON.parse(value), value);
  }
};

export const run = () =>
  runTag(registry, {
    plugin: prosperstackPlugin,
    selector: 'script[data-endpoint]', // other things bear such an attribute, too
    offers: { flow: () => registry.get()?.flow?.() ?? null },
    complete,
  });
