// The code for a stack, by the choices in the form, which stand in the address.

import { $, copies } from './dom.js';
import { policyLines, STACKS } from './snippets.js';

const form = $('#stack');
for (const { id, name } of STACKS) form.elements.id.append(new Option(name, id));

const query = new URLSearchParams(location.search);
for (const [name, value] of query) {
  const field = form.elements[name];
  if (!field) continue;
  field.value = value;
  if (field.selectedIndex === -1) field.selectedIndex = 0;
}

function draw() {
  const { id, ...variant } = Object.fromEntries(new FormData(form));
  const { code, note = '' } = STACKS.find((stack) => stack.id === id);
  $('#code').textContent = code(variant);
  $('#note').textContent = note;
  const policy = policyLines(variant.policy);
  $('#policy-code').textContent = policy;
  $('#policy-section').hidden = !policy;
}

form.addEventListener('input', () => {
  draw();
  $('#copied').textContent = '';
  history.replaceState(null, '', `?${new URLSearchParams(new FormData(form))}`);
});
form.addEventListener('submit', (event) => event.preventDefault());
draw();
copies($('#copy'), $('#copied'), () => $('#code').textContent);
