// How things stand, in one sentence: from the decisions and the state of the page's destination, and from what the page
// has told the vendor.

/**
 * @typedef {import('../js/shared/types.js').Decision} Decision
 * @typedef {import('../js/shared/types.js').State} State
 * @typedef {{ mark: 'done' | 'waiting' | 'ignored' | 'error', text: string, fix?: string }} Verdict
 *   `fix`: what the owner can do about it
 */

const STARTED = /^(started_|start_completed|reidentified_)/;
/** An identify that named nobody, and why. */
const NOBODY = /^(no_identity|no_traits|no_email|email_|customer_id_|nothing_for_paddle)/;

const FIXES = {
  missing_public_api_token: 'Copy the Public API Token from your ProfitWell account into publicApiToken.',
  missing_endpoint: 'Put the address of your relay into endpoint.',
  webassembly_refused: "Allow 'wasm-unsafe-eval' in script-src, or serve the .nowasm.js file beside the tag.",
  another_token: 'Keep one of the two: remove the other snippet, or use its token.',
  also_in_segment: 'Switch the ProfitWell destination off in Segment.',
  global_taken: 'Find the element or variable that is called profitwell, and rename it.',
  no_session:
    'Let the visitor log in before the page identifies them, and send the session\u2019s cookie to the relay.',
  origin_refused: 'Add the page\u2019s origin to allowedOrigins of the relay.',
  endpoint_not_found: 'Correct endpoint: there is no relay at that address.',
  another_person: 'Call reset before somebody else logs in.',
  message_refused: 'Read the relay\u2019s log: its line names the outcome.',
  not_implemented: 'Read the relay\u2019s log: the key, the address or the session is yours to repair.',
  gave_up: 'Look whether the relay is up.',
  no_identity: 'Add the trait email.',
  email_trait_near_miss: 'Name the trait email.',
  email_trait_missing: 'Add the trait email.',
  no_traits: 'Add the trait email.',
  vendor_global_missing: 'Try without ad blockers; check scriptUrl.',
};

/** What stood in the way of the vendor's script, and what to do about it. */
const STOPPED = {
  'the Content-Security-Policy': {
    text: 'the Content-Security-Policy refuses its script.',
    fix: 'Add https://public.profitwell.com to script-src.',
  },
  'no network': { text: 'there is no network.', fix: 'Nothing to repair: the next page tries again.' },
};
const OTHERWISE = {
  text: 'an ad blocker or the network stopped its script.',
  fix: 'Serve ProfitWell\u2019s script from your own site, and name it in scriptUrl.',
};

/** The reason in an explanation, as the end of a sentence. @param {string} text */
const reason = (text) => /because (.*)\.$/.exec(text)?.[1] ?? text;

/** @param {Decision} decision @param {(name: string) => string | undefined} explain */
const sentence = ({ name, detail }, explain) => `${explain(name) ?? name}${detail ? ` (${detail})` : ''}`;

/** @param {Decision[]} decisions @param {(decision: Decision) => boolean} test */
const newest = (decisions, test) => {
  for (let at = decisions.length - 1; at >= 0; at -= 1) if (test(decisions[at])) return decisions[at];
  return undefined;
};

/** The newest decision; where an identify named nobody, why. @param {Decision[]} decisions */
function lastOf(decisions) {
  const last = decisions[decisions.length - 1] ?? { name: '' };
  const before = decisions[decisions.length - 2] ?? { name: '' };
  return last.name === 'nothing_new' && NOBODY.test(before.name) ? before : last;
}

/**
 * @param {object} page
 * @param {Decision[] | undefined} page.decisions
 * @param {State | undefined} page.state nothing where the destination is not on the page
 * @param {(name: string) => string | undefined} page.explain of the debug entry
 * @param {(name: string) => string | undefined} page.mark of a decision
 * @param {string} [page.known] whom the vendor was told of last
 * @param {boolean} [page.isStarted] whether it was started by somebody else
 * @returns {Verdict}
 */
export function verdictOf({ decisions, state, ...page }) {
  if (!state || !decisions)
    return { mark: 'error', text: 'Nothing of the destination is on this page: its script has not run.' };
  return (state.script === undefined ? prosperstack : profitwell)({ decisions, state, ...page });
}

function profitwell({ decisions, state, explain, mark, known, isStarted: isByOthers }) {
  const last = lastOf(decisions);
  const isOurs = Boolean(newest(decisions, ({ name }) => STARTED.test(name)));
  const off = newest(decisions, ({ name }) => mark(name) === 'error' && !name.startsWith('vendor_'));
  const isActing = isOurs || Boolean(newest(decisions, ({ name }) => name === 'waiting_for_identify'));
  if (off && !isActing) {
    return {
      mark: 'error',
      text: `Off: ${reason(explain(off.name) ?? off.name)}.`,
      fix: FIXES[off.name] ?? 'Correct that setting.',
    };
  }
  if (state.consent === 'no') {
    const after =
      state.script === 'loaded' ? ' Its script has run and cannot be unloaded.' : ' Nothing is requested or kept.';
    return { mark: 'ignored', text: `ProfitWell is told nothing: the visitor does not consent.${after}` };
  }
  if (state.consent === 'waiting') {
    return { mark: 'waiting', text: 'Waiting for the visitor\u2019s answer. Nothing is requested until then.' };
  }
  if (state.script === 'blocked') {
    const { detail } = newest(decisions, ({ name }) => name === 'vendor_script_blocked') ?? {};
    const { text, fix } = STOPPED[detail] ?? OTHERWISE;
    return { mark: 'error', text: `ProfitWell hears nothing: ${text}`, fix };
  }
  if (newest(decisions, ({ name }) => name === 'vendor_global_missing') && state.script !== 'loaded') {
    return {
      mark: 'error',
      text: 'ProfitWell hears nothing: what was loaded is not its script.',
      fix: FIXES.vendor_global_missing,
    };
  }
  const who = known ? `ProfitWell knows ${known}.` : 'ProfitWell knows nobody yet.';
  if (NOBODY.test(last.name)) {
    return { mark: 'ignored', text: `${who} ${sentence(last, explain)}`, fix: FIXES[last.name] };
  }
  if (state.queued && state.script !== 'loaded') {
    return {
      mark: 'waiting',
      text: `ProfitWell\u2019s script is on its way; ${state.queued} calls wait for it${known ? `, for ${known}` : ''}.`,
    };
  }
  if (last.name === 'forgotten') {
    return { mark: 'done', text: 'The visitor is forgotten here. ProfitWell is told of the next one.' };
  }
  if (off)
    return {
      mark: 'error',
      text: `${who} Another registration is off: ${reason(explain(off.name) ?? '')}.`,
      fix: FIXES[off.name],
    };
  if (known) return { mark: 'done', text: who };
  if (isOurs) return { mark: 'done', text: 'ProfitWell has started, without knowing who this is.' };
  if (isByOthers) return { mark: 'done', text: 'Another snippet has started ProfitWell, without saying who this is.' };
  return { mark: 'waiting', text: 'Waiting for the first identify, which starts ProfitWell.' };
}

function prosperstack({ decisions, state, explain, mark, known }) {
  const last = lastOf(decisions);
  if (state.consent === 'no')
    return { mark: 'ignored', text: 'ProsperStack is told nothing: the visitor does not consent.' };
  if (state.consent === 'waiting')
    return { mark: 'waiting', text: 'Waiting for the visitor\u2019s answer. Nothing is sent until then.' };
  if (mark(last.name) === 'error') {
    return { mark: 'error', text: explain(last.name) ?? last.name, fix: FIXES[last.name] };
  }
  if (['sending', 'retrying', 'queued'].includes(last.name)) {
    return { mark: 'waiting', text: explain(last.name) ?? last.name };
  }
  if (state.queued) return { mark: 'waiting', text: `${state.queued} changes are on their way to the relay, or wait.` };
  const sent = newest(decisions, ({ name }) => name === 'delivered');
  if (NOBODY.test(last.name)) return { mark: 'ignored', text: sentence(last, explain), fix: FIXES[last.name] };
  if (last.name === 'forgotten') return { mark: 'done', text: 'The visitor is forgotten.' };
  if (sent) return { mark: 'done', text: `The relay has every change${known ? ` of ${known}` : ''}.` };
  return { mark: 'waiting', text: 'Waiting for the first identify.' };
}
