// What the console says of the ProsperStack destination besides the names of codes.

import { explainer } from '../shared/explainer.js';

export const explain = explainer();

export { sentence } from '../shared/sentences.js';
