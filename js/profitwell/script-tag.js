// The script tag, in whichever encoding.

import { pluginOf } from '../hosts/segment.js';
import { runTag } from '../shared/script-tag.js';
import { registry } from './registry.js';

/** @param {typeof import('./index.js').cancellationFlow} cancellationFlow */
export const run = (cancellationFlow) =>
  runTag(registry, {
    plugin: pluginOf,
    selector: '[data-public-api-token]',
    calls: {
      async cancellationFlow(options, callback) {
        const result = await cancellationFlow(options);
        if (typeof callback === 'function') callback(result);
        return result;
      },
    },
  });
