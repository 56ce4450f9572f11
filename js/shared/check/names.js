// What things of ours are called on a page: they begin with the name of the destination.

import { attributeOf } from '../setting-hints.js';

/** What the page calls things of ours by. @param {Border} border */
export const prefixOf = ({ NAME }) => NAME.toLowerCase();

/** The attribute of the required setting. @param {Border} border */
export const requiredOf = ({ NAMES }) => attributeOf(NAMES[0]);

/** A file of ours for a script tag, whatever a build has added to its name. @param {Border} border */
export const fileOf = (border) => new RegExp(`${prefixOf(border)}\\.(min|nowasm)\\b[^/?#]*\\.js`, 'i');

/** @typedef {typeof import('#border')} Border */
