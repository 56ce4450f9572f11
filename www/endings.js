// Every way in which a cancellation flow ends, and what a site does then. Checked against the documentation and the types.

/**
 * @typedef {object} Ending
 * @property {string} status
 * @property {string} [details]
 * @property {string} why
 * @property {string} [advice] what to do, where it is not what the status says
 * @property {string} [answer] what the stand-in does, so that it ends like this
 * @property {string} [address] the conditions under which it ends like this
 * @property {Record<string, unknown>} [options] of the call, so that it ends like this
 */

/** What to do, by status. */
export const THEN = {
  retained: 'Nothing: the customer stays.',
  aborted: 'Nothing: the customer stays.',
  chose_to_cancel: 'Go on with your own cancellation.',
  error: 'Open your own cancel page: fallback does.',
  canceled: 'ProsperStack has the answer; go on with your own cancellation unless it cancels for you.',
  saved: 'Nothing: the customer stays.',
  incomplete: 'Nothing: the customer has not decided.',
  deflected: 'Nothing: the customer went another way.',
  closed: 'Nothing: the customer closed the dialogue, or signal did.',
};

/** @type {Ending[]} */
export const PROFITWELL = [
  { status: 'retained', why: 'the customer took an offer', answer: 'retained' },
  { status: 'aborted', why: 'the customer closed the dialogue', answer: 'aborted' },
  { status: 'chose_to_cancel', why: 'the customer wants to cancel', answer: 'chose_to_cancel' },
  { status: 'error', why: 'the dialogue broke; details are the vendor\u2019s own words', answer: 'error' },
  {
    status: 'error',
    details: 'invalid_subscription_id',
    why: 'subscriptionId is no string, or blank',
    options: { subscriptionId: ' ' },
  },
  {
    status: 'error',
    details: 'not_loaded',
    why: 'no destination has loaded, or its settings are refused',
    address: 'token=',
  },
  {
    status: 'error',
    details: 'consent_denied',
    why: 'the visitor does not consent, or has not answered',
    address: 'consent=denied',
  },
  {
    status: 'error',
    details: 'vendor_script_blocked',
    why: 'ProfitWell\u2019s script could not be loaded',
    address: 'vendor=blocked',
  },
  {
    status: 'error',
    details: 'timed_out',
    why: 'ProfitWell\u2019s script did not come within timeoutMs',
    address: 'vendor=slow&seconds=30',
  },
  { status: 'error', details: 'vendor_threw', why: 'ProfitWell\u2019s function threw', answer: 'throws' },
  { status: 'error', details: 'no_promise', why: 'it gave no promise', answer: 'no promise' },
  { status: 'error', details: 'vendor_rejected', why: 'its promise was rejected', answer: 'rejects' },
  {
    status: 'error',
    details: 'unknown_status',
    why: 'the result has a status that the vendor does not document',
    answer: 'unknown status',
  },
];

/** @type {Ending[]} */
export const PROSPERSTACK = [
  ...['canceled', 'saved', 'incomplete', 'deflected'].map((status) => ({
    status,
    why: 'the customer has been through the flow',
    answer: status,
  })),
  { status: 'closed', why: 'the customer closed the dialogue', answer: 'closed' },
  { status: 'closed', details: 'aborted', why: 'signal closed it', answer: 'abort' },
  {
    status: 'error',
    details: 'secret_key',
    why: 'clientId is a secret key, which must not be in a page',
    options: { clientId: 'key_test_playground' },
  },
  {
    status: 'error',
    details: 'invalid_client_id',
    why: 'clientId is not acct_\u2026',
    options: { clientId: 'playground' },
  },
  { status: 'error', details: 'invalid_subscription', why: 'subscription is blank', options: { subscription: ' ' } },
  {
    status: 'error',
    details: 'invalid_display_mode',
    why: 'displayMode is neither full_screen nor modal',
    options: { displayMode: 'popup' },
  },
  { status: 'error', details: 'library_missing', why: '@prosperstack/flow is not installed' },
  {
    status: 'error',
    details: 'sign_failed',
    why: 'sign threw, or gave no string',
    options: {
      sign: () => {
        throw new Error('no signature');
      },
    },
  },
  { status: 'error', details: 'flow_failed', why: 'ProsperStack opened no flow', answer: 'refused' },
  { status: 'error', details: 'timed_out', why: 'it was not shown within timeoutMs', answer: 'hang' },
  {
    status: 'error',
    details: 'unknown_status',
    why: 'the result has an undocumented status',
    advice: 'Open your own cancel page: the dialogue was shown, so fallback is not called.',
    answer: 'unknown',
  },
];

/** What to do about a result. @param {Ending[]} endings @param {{ status: string, details?: string }} result */
export const thenOf = (endings, { status, details }) =>
  endings.find((one) => one.status === status && one.details === details)?.advice ?? THEN[status];
