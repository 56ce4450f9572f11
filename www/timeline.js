// What the pages show: a timeline of calls and decisions; and of ProfitWell's pages the vendor's
// script and its state.

import { watch } from 'retention-destinations/debug';

const LANES = {
  page: 'Page',
  you: 'You',
  decision: 'Decision',
  queue: 'Queue',
  vendor: 'ProfitWell',
  script: 'Script',
};

/** Makes an element; text is text, never HTML. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

const words = (value) => (value === undefined ? '' : JSON.stringify(value));

/** A vendor call as it would be written. */
const written = ([command, value]) =>
  `profitwell(${[`'${command}'`, ...(value === undefined ? [] : [words(value)])].join(', ')})`;

/** The timeline: a function that adds a line, of a lane, a sentence, and code that goes with it. */
export function teller(lanes) {
  const log = document.querySelector('#timeline');
  const lines = log.querySelector('ol');
  document.querySelector('#clear').addEventListener('click', () => {
    lines.replaceChildren();
    log.focus();
  });
  return (lane, text, code) => {
    const at = `${(performance.now() / 1000).toFixed(2)} s`;
    const line = element(
      'li',
      `entry ${lane}`,
      element('span', 'lane', lanes[lane]),
      element('span', 'at', at),
      element('p', 'what', text, ...(code ? [' ', element('code', '', code)] : [])),
    );
    lines.append(line);
    log.scrollTop = log.scrollHeight;
  };
}

export function observe() {
  const say = teller(LANES);
  const state = document.querySelector('#state');
  const fields = Object.fromEntries([...state.querySelectorAll('dd')].map((field) => [field.dataset.field, field]));
  let waiting = new Map(); // queued calls, as the timeline has told them
  const received = [];
  let requests = 0;
  let decided = 0;

  const list = (field, calls, none) => {
    if (!calls.length) field.replaceChildren(none);
    else
      field.replaceChildren(
        element('ol', 'calls', ...calls.map((call) => element('li', '', element('code', '', written(call))))),
      );
  };

  /** Reads the queue stub, which is gone once the vendor's script has run. */
  const look = () => {
    const queue = window.profitwell?.q;
    const now = new Map([...(queue ?? [])].map((call) => [call, written(call)]));
    for (const [call, code] of now) {
      if (!waiting.has(call)) say('queue', 'Waits for ProfitWell\u2019s script:', code);
      else if (waiting.get(call) !== code) say('queue', 'The waiting call is now', code);
    }
    if (queue) for (const [call, code] of waiting) if (!now.has(call)) say('queue', 'Taken back:', code);
    waiting = now;
    list(fields.queue, [...now.keys()], 'nothing');
  };

  const script = (word, detail) => {
    fields.script.replaceChildren(word);
    fields.script.dataset.state = word;
    if (detail) fields.request.replaceChildren(element('code', '', detail));
  };

  window.__vendor = {
    calls: [],
    runs: 0,
    onCall(command, value) {
      const call = value === undefined ? [command] : [command, value];
      received.push(call);
      list(fields.received, received, 'nothing');
      // The decision is said after the call it leads to; here it stands before it.
      queueMicrotask(() => say('vendor', 'Received', written(call)));
    },
  };

  const follow = (found) => {
    requests += 1;
    script('loading', found.src);
    say('script', requests > 1 ? `Requested again, attempt ${requests}:` : 'Requested:', found.src);
    found.addEventListener('load', () => {
      script('loaded');
      say('script', 'Loaded; it has worked off the queue.');
      look();
    });
    found.addEventListener(
      'error',
      () => {
        script('failed');
        say('script', 'The download failed.');
      },
      true,
    ); // before the decision that follows from it
    look();
  };

  new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) if (node.id === 'profitwell-js') follow(node);
    }
  }).observe(document, { childList: true, subtree: true });

  return {
    say,
    look,
    /** How many decisions there were. */
    count: () => decided,
    /** From now on the timeline tells what the destination decides. */
    decisions: () =>
      watch(({ name, text }) => {
        decided += 1;
        say('decision', text, name);
        fields.decision.replaceChildren(element('code', '', name));
        look();
      }),
  };
}

/** Calls back right after the page's tag has run; a page's script stands before it, so that it sees what the tag does. */
export function whenTagHasRun(task) {
  document.addEventListener('load', ({ target }) => target.id === 'tag' && task(), true);
}

/** Makes a button copy a text, and says so beside it. */
export function copies(button, said, text) {
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text());
      said.textContent = 'Copied.';
    } catch {
      said.textContent = 'The browser did not allow it: select the code and copy it yourself.';
    }
  });
}

/** Reads extra traits; `{ traits }`, or `{ error }` that says what to do. */
export function traitsOf(text) {
  if (!text.trim()) return { traits: {} };
  let traits;
  try {
    traits = JSON.parse(text);
  } catch (error) {
    return { error: `This is not JSON: ${error.message}` };
  }
  if (traits === null || typeof traits !== 'object' || Array.isArray(traits)) {
    return { error: 'Traits are an object, for example {"plan": "pro"}' };
  }
  return { traits };
}

/**
 * Reads a visitor form: `{ userId, traits }`, or nothing after showing what is wrong.
 */
export function visitorOf(form) {
  const { userId, email, traits: extra } = form.elements;
  const problem = document.querySelector('#traits-error');
  const { traits, error } = traitsOf(extra.value);
  extra.setAttribute('aria-invalid', String(!!error));
  problem.textContent = error ?? '';
  if (error) {
    extra.focus();
    return undefined;
  }
  return {
    userId: userId.value.trim() || undefined,
    traits: email.value.trim() ? { email: email.value.trim(), ...traits } : traits,
  };
}
