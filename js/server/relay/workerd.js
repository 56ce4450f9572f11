// workerd compiles only modules that are imported.

import module from '#wasm';
import { connect } from '../connect.js';

export const engine = connect(() => module);
