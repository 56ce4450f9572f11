// The timeline: each call of the page, or what it did by itself, with what came of it.

import { $, code as codeOf, element } from './dom.js';
import { markElement, markOf } from './marks.js';
import { verdictOf } from './verdict.js';

const since = () => `${(performance.now() / 1000).toFixed(2)} s`;

/** From which width on the timeline stands beside the form. */
const isNarrow = () => matchMedia('(max-width: 60rem)').matches;

/**
 * @param {object} options
 * @param {'ProfitWell' | 'ProsperStack'} options.product whose destination is looked at
 * @param {typeof import('../js/profitwell/debug.js')} options.debug its debug entry
 * @param {() => { known?: string, isStarted?: boolean }} options.vendorState what the vendor was told
 */
export function makeTimeline({ product, debug: { explain, watch }, vendorState }) {
  const log = $('#timeline');
  const groups = log.querySelector('ol');
  const core = () => window[Symbol.for(`retention-destinations/${product}`)];
  const listeners = [];
  let current;
  let decided = 0;

  function begin(lane, title, code) {
    const effects = element('ol', 'effects');
    const head = element('p', 'head', element('span', `lane ${lane}`, title), element('span', 'at', since()));
    if (code) head.append(codeOf(code));
    const group = element('li', 'group', head, effects);
    groups.append(group);
    current = effects;
    show(group);
    return effects;
  }

  /** The newest stays in sight: in the log, and on a phone the log on the page. */
  function show(line) {
    log.scrollTop = Math.max(0, line.offsetTop + line.offsetHeight - log.clientHeight);
  }

  /** Adds what came of a call, the newest one unless `to` is another. */
  function add(lane, mark, text, code, to = current) {
    const words = element('p', 'what', text);
    if (code) words.append(' ', codeOf(code));
    const line = element('li', `effect ${lane}`, markElement(mark), words, element('span', 'at', since()));
    (to ?? begin('page', 'This page loaded')).append(line);
    show(line);
    return line;
  }

  function refresh() {
    const found = core();
    const state = found?.state();
    const decisions = found?.decisions;
    const { mark, text, fix } = verdictOf({ decisions, state, explain, mark: markOf, ...vendorState() });
    const verdict = $('#verdict');
    // Not again, because it is read out.
    if (verdict.dataset.text !== text) {
      verdict.dataset.text = text;
      verdict.dataset.mark = mark;
      const words = element('p', '', text);
      if (fix) words.append(' ', element('span', 'fix', `\u2192 ${fix}`));
      verdict.replaceChildren(markElement(mark), words);
    }
    for (const listener of listeners) listener({ state, names: (decisions ?? []).map(({ name }) => name) });
  }

  /** Whether ProfitWell is told what is decided: not where its script was given up, or is another. */
  function isHeard() {
    const found = core();
    if (!found) return false;
    const { decisions } = found;
    const { script } = found.state();
    return (
      script !== 'blocked' && (script === 'loaded' || !decisions.some(({ name }) => name === 'vendor_global_missing'))
    );
  }

  /** Without ProfitWell's script a decision sounds like success and is none. */
  function inWords({ name, text, trait, detail }) {
    const about = trait === undefined ? text : `${trait}: ${text}`;
    const full = trait === undefined && detail !== undefined ? `${about} (${detail})` : about;
    const isUnheard = markOf(name) === 'done' && !isHeard();
    return isUnheard
      ? ['ignored', 'Nobody hears this, because ProfitWell\u2019s script is missing; the call stays in the queue.']
      : [markOf(name), full];
  }

  // Also where the tag did not run.
  addEventListener('load', refresh);

  $('#clear').addEventListener('click', () => {
    groups.replaceChildren();
    current = undefined;
    log.focus();
  });

  return {
    add,
    begin,
    isHeard,
    refresh,
    current: () => current,
    /** How many decisions there were. */
    count: () => decided,
    /** Calls back with the state and the names of the decisions, whenever they may have changed. */
    onChange: (listener) => listeners.push(listener),

    /** A call that the visitor of the playground makes. */
    call(title, code) {
      const group = begin('you', title, code);
      if (isNarrow()) $('.watch').scrollIntoView({ block: 'nearest' });
      return group;
    },

    /** From now on the timeline has what the destination decides; what it has decided comes first. */
    watch(listener = (_said) => {}) {
      watch((said) => {
        decided += 1;
        const [mark, text] = inWords(said);
        add('decision', mark, text, said.name);
        listener(said);
        refresh();
      });
      refresh();
      // Of the state nothing is reported.
      setInterval(refresh, 250);
    },
  };
}

/** Calls back right after the page's tag has run; a page's script stands before it, so that it sees what the tag does. */
export function whenTagHasRun(task) {
  document.addEventListener('load', ({ target }) => target.id === 'tag' && task(), true);
}
