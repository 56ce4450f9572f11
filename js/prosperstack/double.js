// The cloud destination of the same name: where Segment delivers to ProsperStack as well, every
// change arrives twice. A page cannot see all of it, only what the source's settings name.

import { attempt } from '../../src/page/page.js';
import { page } from './core.js';
import { NAME } from '#tables';

export const alsoInSegment = (host) => {
  const { integrations } = host.settings.cdnSettings;
  const listed = (list) => attempt(() => list.includes(NAME));
  if (listed(integrations['Segment.io'].unbundledIntegrations)) page()?.alsoInSegment();
};
