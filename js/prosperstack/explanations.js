// What the console says of the ProsperStack destination besides the names of codes.

import { explainer } from '../shared/explanation.js';
import { SELECTOR } from './selector.js';

export const explain = explainer({ selector: SELECTOR });
