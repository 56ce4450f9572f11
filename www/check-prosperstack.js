// ProsperStack's half of Check, which is downloaded only where something of ProsperStack is pasted.

import { check } from 'retention-destinations/prosperstack/debug';

window.checkProsperStack = check;
