// The module inlined: no runtime but workerd minds, and no bundler has to know of a file.

import bytes from '#wasm';
import { connect } from './connect.js';

export const Api = connect(() => new WebAssembly.Module(bytes));
