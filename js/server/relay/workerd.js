// workerd compiles only modules that are imported.

import module from './relay.wasm';
import { connect } from './connect.js';

export const engine = connect(() => module);
