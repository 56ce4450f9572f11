import { attempt } from '../../src/page/page.js';
import { NAME } from '#tables';

/** Whether the `integrations` object of a host leaves us on; an own entry beats `All`. */
export const isOn = (integrations) =>
  attempt(() => (integrations?.[NAME] ?? integrations?.All) !== false, true);
