// What a decision means for the owner of a site: one of four marks, told apart by shape as well as by colour.

import { element } from './dom.js';

const MARKS = {
  done: { sign: '\u2713', label: 'Done' },
  waiting: { sign: '\u2026', label: 'Waiting' },
  ignored: { sign: '\u2013', label: 'Ignored' },
  error: { sign: '!', label: 'Error' },
};

const BY_MARK = {
  done: `started_with_email started_with_customer_id started_anonymously start_completed reidentified_by_email
    reidentified_by_customer_id forgotten loaded seeded delivered`,
  waiting: 'waiting_for_identify consent_waiting sending queued retrying',
  ignored: 'invalid_debug invalid_call',
  error: `internal_error webassembly_refused another_token also_in_segment global_taken vendor_script_blocked
    vendor_global_missing vendor_threw secret_in_settings another_endpoint no_session origin_refused endpoint_not_found
    another_person message_refused not_implemented gave_up`,
};

/** The mark of a code's name, where it is not the usual one. */
export const MARK_OF = new Map();
for (const mark of Object.keys(BY_MARK)) for (const name of BY_MARK[mark].split(/\s+/)) MARK_OF.set(name, mark);

/** The mark of a decision; a refused setting is an error, and most others changed nothing. @param {string} name */
export const markOf = (name) => MARK_OF.get(name) ?? (/^(invalid|missing)_/.test(name) ? 'error' : 'ignored');

/** A mark as an element, with its word for those who cannot see it. @param {keyof typeof MARKS} mark */
export function markElement(mark) {
  const { sign, label } = MARKS[mark];
  const shape = element('span', `mark ${mark}`, sign);
  shape.setAttribute('role', 'img');
  shape.setAttribute('aria-label', label);
  return shape;
}
