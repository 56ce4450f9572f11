// ProfitWell's side of a page: the stand-in's script, the calls that wait for it, and what it was told.

import { code, element } from './dom.js';

/** A vendor call as it would be written. */
export const written = ([command, value]) => {
  const options = value === undefined ? '' : JSON.stringify(value);
  if (command.startsWith('Paddle.')) return `${command}(${options})`;
  return `profitwell('${command}'${options && `, ${options}`})`;
};

/** Whom a call names. */
const whom = ([command, value]) => {
  if (command === 'user_email' || command === 'user_id') return value;
  if (command === 'start') return value?.user_email ?? value?.user_id;
  return command === 'Paddle.Update' ? value?.pwCustomer?.id : undefined;
};

const WORDS = { none: 'not requested', waiting: 'loading', loaded: 'loaded', blocked: 'blocked' };

/**
 * Watches the vendor's side from now on, and writes it into the timeline.
 *
 * @param {() => ReturnType<typeof import('./timeline.js').makeTimeline>} timeline
 */
export function profitwellSide(timeline) {
  const fields = {};
  for (const field of document.querySelectorAll('#state dd')) fields[field.dataset.field] = field;
  /** Queued calls, as the timeline has them: how each was written, and what it came of. */
  let waiting = new Map();
  const received = [];
  let known;
  let isStarted = false;
  /** How often each address was requested. */
  const requests = new Map();

  const note = (call) => {
    known = whom(call) ?? known;
    isStarted ||= call[0] === 'start';
  };

  const list = (field, calls) => {
    if (!calls.length) field.replaceChildren('nothing');
    else field.replaceChildren(element('ol', 'calls', ...calls.map((call) => element('li', '', code(written(call))))));
  };

  /** Reads the queue stub, which is gone once the vendor's script has run. */
  function look() {
    const { add, current } = timeline();
    const queue = window.profitwell?.q;
    const now = new Map();
    for (let at = 0; at < (queue?.length ?? 0); at += 1) {
      const call = queue[at];
      const text = written(call);
      const before = waiting.get(call);
      if (!before) add('queue', 'waiting', 'Waits for ProfitWell\u2019s script:', text);
      else if (before.text !== text) add('queue', 'waiting', 'The waiting call is now', text);
      now.set(call, { text, group: before?.text === text ? before.group : current() });
      note(call);
    }
    if (queue) {
      for (const [call, { text }] of waiting) if (!now.has(call)) add('queue', 'ignored', 'Taken back:', text);
    }
    waiting = now;
    list(fields.queue, [...now.keys()]);
  }

  // What the stand-in was told before this page looked.
  const before = window.__vendor?.calls ?? [];
  window.__vendor = {
    ...window.__vendor,
    calls: before,
    runs: window.__vendor?.runs ?? 0,
    onCall(command, value) {
      const call = value === undefined ? [command] : [command, value];
      received.push(call);
      note(call);
      list(fields.received, received);
      const text = written(call);
      let group;
      for (const one of waiting.values()) if (one.text === text) group = one.group;
      // The decision is reported after the call that it leads to; here it stands before it.
      queueMicrotask(() => {
        timeline().add('vendor', 'done', 'ProfitWell received', text, group);
        timeline().refresh();
      });
    },
  };

  let loads; // what came of the page's loading
  function follow(found) {
    const { add, current } = timeline();
    const attempt = (requests.get(found.src) ?? 0) + 1;
    requests.set(found.src, attempt);
    fields.request.replaceChildren(code(found.src));
    loads ??= current();
    add('script', 'waiting', attempt > 1 ? `Requested again, attempt ${attempt}:` : 'Requested:', found.src, loads);
    found.addEventListener('load', () => {
      const isTheirs = Boolean(window.profitwell?.isLoaded);
      if (isTheirs) add('script', 'done', 'Loaded; it has worked off the queue.', undefined, loads);
      else add('script', 'ignored', 'Loaded, and it is not ProfitWell\u2019s.', undefined, loads);
      look();
    });
    found.addEventListener('error', () => add('script', 'error', 'The download failed.', undefined, loads), true);
    look();
  }

  const isVendors = (node) => node.localName === 'script' && /[?&]auth=/.test(node.src);
  new MutationObserver((records) => {
    for (const { addedNodes } of records) for (const node of addedNodes) if (isVendors(node)) follow(node);
  }).observe(document, { childList: true, subtree: true });

  return {
    look,
    vendorState: () => ({ known, isStarted }),
    /** Writes down what was there before the timeline. */
    begin() {
      for (const script of document.querySelectorAll('script[src*="auth="]')) follow(script);
      for (let at = 0; at < before.length; at += 1) window.__vendor.onCall(...before[at]);
      timeline().onChange(({ state, names }) => {
        const word = WORDS[state?.script] ?? WORDS.none;
        fields.script.replaceChildren(word);
        fields.script.dataset.state = word;
        const last = names[names.length - 1];
        fields.decision.replaceChildren(last ? code(last) : 'none yet');
        look();
      });
    },
  };
}
