// What the entries for servers share.

import { overModule } from '../connect.js';
import * as relay from '../relay.js';

export const withModule = overModule(relay);
