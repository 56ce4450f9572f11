// Check: what is pasted is read by the package's own rules. Nothing of it is inserted as HTML, or run, or sent.

import { check, explain } from 'retention-destinations/debug';
import { $, code, copies, element } from './dom.js';
import { EXAMPLES } from './examples.js';
import live from './live.js?code';

/** Above this the text is checked when the button is pressed, and not with every letter. */
const LONGEST_LIVE = 50_000;
const MOST_SHOWN = 100;
const SHORTLY_MS = 250;
const OTHER = /prosperstack|data-endpoint/i;

/** A finding's gravity, by shape as well as by colour. */
const SIGN = { error: '!', warning: '!', note: 'i', done: '\u2713' };
const WORD = { error: 'Error', warning: 'Warning', note: 'Note', done: 'Nothing wrong' };
const RANK = { error: 0, warning: 1, note: 2 };

const given = $('#given');
const result = $('#result');

/** @param {keyof typeof SIGN} gravity */
function mark(gravity) {
  const shape = element('span', `mark ${gravity}`, SIGN[gravity]);
  shape.setAttribute('role', 'img');
  shape.setAttribute('aria-label', WORD[gravity]);
  return shape;
}

let other;
/** ProsperStack's rules. */
const prosperstack = () => {
  other ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = 'check-prosperstack.js';
    script.onload = () => resolve(window.checkProsperStack);
    script.onerror = reject;
    document.head.append(script);
  });
  return other;
};

/** Both destinations' findings as one result. */
async function checkAll(text) {
  const first = check(text);
  if (!OTHER.test(text)) return first;
  const checkOther = await prosperstack();
  const second = checkOther(text);
  const isForeign = ({ findings, parts }) =>
    !parts.length || findings.some(({ code }) => code === 'not_ours' || code === 'no_tag');
  if (isForeign(first)) return second;
  if (isForeign(second)) return first;
  const known = new Set(first.findings.map(({ code, line }) => `${code} ${line}`));
  const more = second.findings.filter(({ code, line }) => !known.has(`${code} ${line}`));
  const findings = [...first.findings, ...more].sort((one, two) => RANK[one.gravity] - RANK[two.gravity]);
  const isWorse = (RANK[second.findings[0]?.gravity] ?? 3) < (RANK[first.findings[0]?.gravity] ?? 3);
  return {
    parts: [...new Set([...first.parts, ...second.parts])],
    verdict: isWorse ? second.verdict : first.verdict,
    findings,
    corrected: checkOther(first.corrected).corrected,
  };
}

/** A text with a button that copies it. */
function copyable(text, name) {
  const block = element('pre', '', code(text));
  block.tabIndex = 0;
  block.setAttribute('role', 'region');
  block.setAttribute('aria-label', name);
  const button = element('button', 'quiet', 'Copy');
  button.type = 'button';
  button.setAttribute('aria-label', `Copy: ${name}`);
  const said = element('span', 'said');
  said.setAttribute('role', 'status');
  copies(button, said, () => text);
  return element('div', 'copyable', block, element('div', 'bar', said, button));
}

/** @param {import('retention-destinations/debug').Finding} finding @param {number} at @param {Map<string, number>} shown */
function item(finding, at, shown) {
  const { code: name, gravity, line, message, fix, range } = finding;
  const key = `${range} ${fix}`;
  const before = shown.get(key);
  const title = element('p', 'what', message);
  const place = [WORD[gravity], line ? `line ${line}` : ''].filter(Boolean).join(', ');
  const parts = [element('p', 'place', `${at + 1}. ${place} `, code(name)), title];
  if (fix !== undefined && before !== undefined) {
    parts.push(element('p', 'note', `The corrected text of ${before + 1} corrects this, too.`));
  } else if (fix) {
    shown.set(key, at);
    parts.push(copyable(fix.replace(/^; /, ''), `corrected text of ${at + 1}`));
  } else if (fix === '') {
    parts.push(element('p', 'note', 'To correct it, delete it.'));
  }
  if (!fix && explain(name) && !message.includes(explain(name).slice(0, 40)))
    parts.push(element('p', 'note', explain(name)));
  return element('li', 'finding', mark(gravity), element('div', '', ...parts));
}

function show({ verdict, findings, corrected, parts }, text) {
  // A note alone takes nothing away.
  const [{ gravity = 'done' } = {}] = findings.filter((one) => one.gravity !== 'note');
  const worst = parts.length ? gravity : 'error';
  $('#verdict').dataset.mark = worst;
  $('#verdict').replaceChildren(mark(worst), element('p', '', verdict));
  const shown = new Map();
  const items = findings.slice(0, MOST_SHOWN).map((finding, at) => item(finding, at, shown));
  $('#findings').replaceChildren(...items);
  const left = findings.length - items.length;
  $('#left').textContent = left > 0 ? `And ${left} more: correct these first.` : '';
  const isChanged = corrected !== text && parts.length > 0;
  $('#whole').hidden = !isChanged;
  if (isChanged) $('#whole-text').replaceChildren(copyable(corrected, 'the corrected whole'));
  $('#unseen').hidden = !parts.includes('tag') && !parts.includes('page');
  result.hidden = false;
}

let newest = 0;
async function run() {
  const text = given.value;
  newest += 1;
  const own = newest;
  if (!text.trim()) {
    result.hidden = true;
    return;
  }
  const found = await checkAll(text).catch(() => check(text));
  if (own === newest) show(found, text);
}

let timer;
given.addEventListener('input', () => {
  clearTimeout(timer);
  if (given.value.length <= LONGEST_LIVE) timer = setTimeout(run, SHORTLY_MS);
});
given.addEventListener('paste', () => setTimeout(run));
$('#check').addEventListener('submit', async (event) => {
  event.preventDefault();
  clearTimeout(timer);
  await run();
  if (!result.hidden) $('#verdict').focus();
});
$('#example').addEventListener('change', ({ target }) => {
  given.value = EXAMPLES[target.value]?.text ?? '';
  run();
});
for (const [name, { title }] of Object.entries(EXAMPLES)) {
  const option = element('option', '', title);
  option.value = name;
  $('#example').append(option);
}
$('#file').addEventListener('change', async ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  given.value = await file.text();
  run();
});

// The line for the console is the code itself; a bookmark wants it as a URL.
const line = live.trim();
$('#bookmarklet').href = `javascript:${encodeURIComponent(line)}`;
$('#bookmarklet').addEventListener('click', (event) => {
  event.preventDefault();
  $('#dragged').textContent = 'Drag it to your bookmarks, then press it on your own page.';
});
copies($('#copy-line'), $('#dragged'), () => line);
run(); // what the browser has kept over a reload
