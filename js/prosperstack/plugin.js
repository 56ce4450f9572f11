// The Segment plugin, and the cloud destination of the same name: where Segment delivers to
// ProsperStack as well, every change arrives twice. A page cannot see all of it, only what the
// source's settings name.

import { NAME } from '#border';
import { attempt } from '../../src/page/attempt.js';
import { includes } from '../../src/page/syntax.js';
import { pluginOf } from '../hosts/segment.js';
import { registry } from './registry.js';

/** Whether the host's settings name it. @param {any} host */
const isInSegment = (host) =>
  attempt(() => {
    const { [NAME]: entry, 'Segment.io': segment } = host.settings.cdnSettings.integrations;
    return Boolean(entry) || includes(segment.unbundledIntegrations, NAME);
  });

/** @type {typeof pluginOf} */
export const prosperstackPlugin = (registration) => {
  const plugin = pluginOf(registration);
  return {
    ...plugin,
    load(ctx, host) {
      if (isInSegment(host)) attempt(() => registry.get()?.alsoInSegment?.());
      return plugin.load(ctx, host);
    },
  };
};
