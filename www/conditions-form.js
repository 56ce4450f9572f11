// The conditions of this page: what they are, a form that changes them, and what is expected, ticked as it happens.

import { CONDITIONS, conditionsOf } from './conditions.js';
import { $, element } from './dom.js';
import { markElement } from './marks.js';

const query = new URLSearchParams(location.search);

/** The files that this page has fetched. */
const files = () => performance.getEntriesByType('resource').map(({ name }) => name);

/**
 * Draws the conditions, and gives them back.
 *
 * @param {string[]} names of the conditions that the page has
 * @param {{ others?: string[] }} [options] names of the page's other fields, which stay in the address
 */
export function drawConditions(names, { others = [] } = {}) {
  const conditions = conditionsOf(query, names);
  const isUsual = (name) => conditions[name] === Object.keys(CONDITIONS[name].values)[0];
  const unusual = names.filter((name) => !isUsual(name));
  const words = (name) => `${CONDITIONS[name].label}: ${CONDITIONS[name].values[conditions[name]]}`;
  $('#conditions summary').append(
    element('span', 'now', unusual.length ? unusual.map(words).join(' \u00b7 ') : 'as usual'),
  );
  const field = (name) => {
    const { label, values } = CONDITIONS[name];
    const select = element('select', '');
    select.id = select.name = name;
    for (const value of Object.keys(values))
      select.append(new Option(values[value], value, false, value === conditions[name]));
    const title = element('label', '', label);
    title.htmlFor = name;
    return element('p', 'field', title, select);
  };
  const form = $('#conditions form');
  const rows = names.map(field);
  if (names.includes('vendor')) {
    const title = element('label', '', 'Seconds, if it arrives late');
    const input = element('input', '');
    Object.assign(input, {
      id: 'seconds',
      name: 'seconds',
      type: 'number',
      min: 1,
      max: 30,
      value: conditions.seconds,
    });
    title.htmlFor = input.id;
    rows.splice(1, 0, element('p', 'field', title, input));
  }
  form.prepend(element('div', 'grid', ...rows));
  // What is as usual needs no place in the address; what the page has besides keeps its own.
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const next = new URLSearchParams();
    for (const name of others) if (query.has(name)) next.set(name, query.get(name));
    for (const name of names) {
      const { value } = form.elements[name];
      if (value !== Object.keys(CONDITIONS[name].values)[0]) next.set(name, value);
    }
    if (next.get('vendor') === 'slow') next.set('seconds', form.elements.seconds.value);
    location.search = next.toString();
  });
  $('#usual').hidden = unusual.length === 0;
  return conditions;
}

/**
 * Lists what is expected, and ticks it. Once met, it stays so.
 *
 * @param {import('./conditions.js').Expectation[]} expectations
 * @param {{ onChange: (listener: (facts: { state: any, names: string[] }) => void) => void }} timeline
 */
export function drawExpectations(expectations, timeline) {
  const items = expectations.map(({ text, met }) => ({
    met,
    line: element('li', '', markElement('waiting'), element('span', '', text)),
  }));
  $('#expected').replaceChildren(...items.map(({ line }) => line));
  timeline.onChange((facts) => {
    for (const item of items) {
      if (item.line.dataset.met || !item.met({ ...facts, files: files() })) continue;
      item.line.dataset.met = 'yes';
      item.line.firstChild.replaceWith(markElement('done'));
    }
  });
}

/** The buttons that go with conditions: the visitor's answer, and the network back. */
export function drawSwitches({ network }, { begin, answer }) {
  $('#grant').addEventListener('click', () => answer(true));
  $('#withdraw').addEventListener('click', () => answer(false));
  $('#online').hidden = network !== 'offline';
  $('#online').addEventListener('click', () => {
    begin('you', 'The network is back');
    window.__online();
  });
}

/** Passes the visitor's answer on: through the tag's global of this name, or through the promise that the page gave as consent. */
export function answerTag(name, { consent }, timeline, yes) {
  if (consent === 'promise') {
    timeline.call('The visitor answered', `resolve(${yes})`);
    window.__answer(yes);
    return;
  }
  timeline.call('You called', `${name}.setConsent(${yes})`);
  window[name]?.setConsent(yes);
}
