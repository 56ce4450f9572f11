// workerd compiles only modules that are imported.

import module from './api.wasm';
import { connect } from './connect.js';

export const Api = connect(() => module);
