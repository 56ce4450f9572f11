// The module from its bytes: no bundler has to know of a `.wasm` file.

import bytes from '#wasm';
import { connect } from '../connect.js';

export const engine = connect(() => new WebAssembly.Module(bytes()));
