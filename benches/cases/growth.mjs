// How the cost of a warm `identify` grows: with the traits of the event, with the registrations of a
// page, with the events before it. Each page has `benchCall(n)`, as those of warm.mjs.

import { bundle } from '../bundle.mjs';
import { EMAIL } from './page.mjs';
import { HOST, loop, page, settings } from './warm.mjs';

/** @typedef {{ traits?: number, registrations?: number, calls?: number }} Axis */

const WARM_UP = 10_000;

/** The email comes last, so that every name before it is looked at. @param {number} traits */
const event = (traits) => `{ type: 'identify', userId: 'u1', integrations: {}, traits: {
  ${Array.from({ length: traits - 1 }, (_, index) => `trait${index}: ${index},`).join('')} email: '${EMAIL}' } }`;

/**
 * @param {string} vendorUrl
 * @param {Axis} options
 */
async function html(vendorUrl, { traits = 2, registrations = 1, calls = WARM_UP }) {
  const { '/page.js': script } = await bundle(`
    import { profitwell } from 'retention-destinations';
    const plugins = Array.from({ length: ${registrations} }, () => profitwell(${settings(vendorUrl)}));
    for (const plugin of plugins) plugin.load({}, ${HOST});
    const ctx = { event: ${event(traits)} };
    ${loop('for (const plugin of plugins) plugin.identify(ctx)')}
    benchCall(${calls});`);
  return page(script, '', '');
}

/** @type {(name: string, values: number[], options: (at: number) => Axis) => import('../types.js').Growing[]} */
const axis = (name, values, options) =>
  values.map((at) => ({ id: `${name}-${at}`, axis: name, at, html: (vendorUrl) => html(vendorUrl, options(at)) }));

export const GROWTH = [
  ...axis('traits', [1, 10, 100, 1000], (traits) => ({ traits })),
  ...axis('registrations', [1, 2, 4, 8], (registrations) => ({ registrations })),
  ...axis('events before', [0, 10_000, 100_000, 1_000_000], (calls) => ({ calls: WARM_UP + calls })),
];
