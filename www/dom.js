// Small helpers for the pages.

/** Makes an element; text is text, never HTML. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

export const $ = (selector) => document.querySelector(selector);

export const code = (text) => element('code', '', text);

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
