// "Your live page": shows over somebody's page what the destinations on it have decided, in words, and copies that as a
// report. A bookmarklet, and a line for the console: it downloads nothing, and nothing of it is an inline handler, an
// inline style or HTML, so that a strict policy of the page lets it work. What it reads holds no personal data.

import { sentence as prosperstack } from 'retention-destinations/prosperstack/sentences';
import { sentence as profitwell } from 'retention-destinations/sentences';

const HOST = 'retention-destinations-live';
const PRODUCTS = [
  { name: 'ProfitWell', sentence: profitwell },
  { name: 'ProsperStack', sentence: prosperstack },
];
const STYLE = `
:host { all: initial; }
section { position: fixed; z-index: 2147483647; inset: auto 1rem 1rem auto; box-sizing: border-box; width: min(30rem, calc(100vw - 2rem));
  max-height: calc(100vh - 2rem); overflow: auto; padding: 1.25rem; border: 1px solid #8a9089; border-radius: 0.75rem;
  background: #fffefb; color: #1b2320; font: 16px/1.5 system-ui, sans-serif; box-shadow: 0 0.5rem 2rem rgb(0 0 0 / 25%); }
h2, h3, p, ul, ol { margin: 0 0 0.5rem; padding: 0; }
h2 { font-size: 1.125rem; } h3 { font-size: 1rem; margin-top: 0.75rem; }
ol { list-style: none; } li { padding: 0.35rem 0; border-top: 1px solid #dcdad0; overflow-wrap: anywhere; }
small { color: #55605a; } code { font: 0.8125rem ui-monospace, Menlo, Consolas, monospace; }
button { font: inherit; font-weight: 600; min-height: 2.75rem; padding: 0.25rem 1rem; margin: 0.5rem 0.5rem 0 0; border: 1px solid #8a9089;
  border-radius: 0.5rem; background: #0b5d4c; color: #fff; cursor: pointer; }
button + button { background: #fffefb; color: #1b2320; }
:focus-visible { outline: 3px solid #0b5d4c; outline-offset: 2px; }
textarea { box-sizing: border-box; width: 100%; min-height: 6rem; font: 0.8125rem ui-monospace, monospace; }
@media (prefers-color-scheme: dark) {
  section { background: #191f1d; color: #e7ece9; border-color: #6d7973; } li { border-color: #2d3633; } small { color: #a5b0aa; }
  button { background: #6fd3b5; color: #08221b; } button + button { background: #191f1d; color: #e7ece9; }
  :focus-visible { outline-color: #6fd3b5; }
}`;

/** @param {string} name @param {...(Node | string)} children */
const element = (name, ...children) => {
  const made = document.createElement(name);
  for (let at = 0; at < children.length; at += 1) made.append(children[at]);
  return made;
};

/** What may go into a report: short strings, numbers, true and false. @param {any} value */
const plain = (value) => {
  if (typeof value === 'string') return value.slice(0, 200);
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
};

/** Of an object the fields that are plain. @param {any} from @param {string[]} names */
const pick = (from, names) => {
  const picked = {};
  for (let at = 0; at < names.length; at += 1) {
    const value = plain(from?.[names[at]]);
    if (value !== undefined) picked[names[at]] = value;
  }
  return picked;
};

/** What a core says of itself. @param {any} core */
const read = (core) => {
  const decisions = [];
  const { length = 0 } = core.decisions ?? [];
  for (let at = 0; at < length && at < 50; at += 1) {
    decisions[at] = pick(core.decisions[at], ['name', 'at', 'source', 'detail']);
  }
  let state = {};
  try {
    state = pick(core.state?.(), ['version', 'source', 'token', 'consent', 'script', 'queued', 'copies']);
  } catch {
    // It says nothing of its state.
  }
  return { state, decisions };
};

/** JSON, by hand: a page may have given arrays a `toJSON`. @param {any} value @param {string} indent */
const json = (value, indent = '') => {
  if (typeof value !== 'object') return JSON.stringify(value);
  const isList = Array.isArray(value);
  const inner = `${indent}  `;
  let text = '';
  for (const name of Object.getOwnPropertyNames(value)) {
    if (isList && name === 'length') continue;
    text += `${text && ','}\n${inner}${isList ? '' : `${JSON.stringify(name)}: `}${json(value[name], inner)}`;
  }
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  return text ? `${open}${text}\n${indent}${close}` : open + close;
};

const CONSENT = {
  yes: 'the visitor consents',
  no: 'the visitor does not consent',
  waiting: 'the visitor has not answered',
};
const SCRIPT = {
  none: 'its script is not requested',
  waiting: 'its script is on its way',
  loaded: 'its script has run',
  blocked: 'its script is blocked',
};

/** A state in words. @param {any} state */
const inWords = ({ version, source, token, consent, script, queued, copies }) =>
  [
    version && `version ${version}`,
    source && `settings from ${source}`,
    token && `token ${token}`,
    CONSENT[consent],
    SCRIPT[script],
    queued > 0 && `${queued} waiting`,
    copies > 1 && `${copies} copies on this page`,
  ]
    .filter(Boolean)
    .join('; ');

/** @param {any} decisions @param {(name: string, detail?: string) => string} sentence */
const listed = (decisions, sentence) => {
  const list = element('ol');
  for (let at = 0; at < decisions.length; at += 1) {
    const { name, at: moment, detail } = decisions[at];
    const seconds = ((moment - performance.timeOrigin) / 1000).toFixed(1);
    const told = sentence(name, detail).slice(2);
    // An error or a warning: Check explains it.
    const words = told || `${name.replace(/_/g, ' ')}${detail ? `: ${detail}` : ''}`;
    list.append(element('li', words, ' ', element('small', element('code', name), ` at ${seconds} s`)));
  }
  return list;
};

const show = () => {
  document.querySelector(HOST)?.remove();
  const host = document.createElement(HOST);
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  const report = { report: 'retention-destinations', origin: location.origin };
  const panel = element('section', element('h2', 'What the destinations on this page say'));
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-label', 'What the destinations on this page say');
  panel.tabIndex = -1;
  let isFound = false;
  for (let at = 0; at < PRODUCTS.length; at += 1) {
    const { name, sentence } = PRODUCTS[at];
    const core = window[Symbol.for(`retention-destinations/${name}`)];
    if (!core) continue;
    isFound = true;
    report[name] = read(core);
    const { state, decisions } = report[name];
    panel.append(element('h3', name), element('p', `${inWords(state)}.`));
    panel.append(decisions.length ? listed(decisions, sentence) : element('p', 'It has decided nothing yet.'));
  }
  if (!isFound) {
    panel.append(
      element(
        'p',
        'There is no destination of ours on this page: no tag has run, and no bundle has called profitwell() or prosperstack().',
      ),
    );
  }

  const said = element('p');
  said.setAttribute('role', 'status');
  const copy = element('button', 'Copy report');
  const close = element('button', 'Close');
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(json(report));
      said.textContent = 'Copied.';
    } catch {
      const text = element('textarea');
      text.setAttribute('aria-label', 'Report');
      text.readOnly = true;
      text.value = json(report);
      said.textContent = 'The browser did not allow it: copy the text below.';
      said.after(text);
      text.select();
    }
  });
  const end = () => host.remove();
  close.addEventListener('click', end);
  root.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') end();
  });
  panel.append(copy, close, said);
  root.append(panel);
  document.documentElement.append(host);
  panel.focus();
};

show();
