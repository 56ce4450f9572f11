// What the entries for servers share.

import * as api from '../api.js';
import { overModule } from '../connect.js';

export const withModule = overModule(api);
