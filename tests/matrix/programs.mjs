// What the tools of the matrix are given to build and run.

import { ENTRIES, importPaths } from '../../scripts/entries.mjs';

export const NAME = 'retention-destinations';

/** A page that identifies somebody. */
export const PAGE = `import { profitwell } from '${NAME}';

const plugin = profitwell({ publicApiToken: 't', siteType: 'web app' });
const context = { event: { userId: 'u', traits: { email: 'jane@example.com' } } };
plugin.load(context, {}).then(() => plugin.identify(context));
`;

/** What ProfitWell is told of it. */
export const CALLS = [
  ['auth_token', 't'],
  ['start', { user_email: 'jane@example.com' }],
];

/** The same where there is no page: it prints what came of it. */
const INERT = `const plugin = profitwell({ publicApiToken: 't', siteType: 'web app' });
const context = { event: { userId: 'u', traits: { email: 'jane@example.com' } } };
const line = plugin.load(context, {}).then(() => [plugin.name, plugin.isLoaded(), plugin.identify(context) === context].join(' '));
`;
export const IMPORTED = `import { profitwell } from '${NAME}';\n${INERT}`;
export const REQUIRED = `const { profitwell } = require('${NAME}');\n${INERT}`;
export const PRINT = 'line.then((text) => console.log(text));\n';
export const LINE = 'ProfitWell false true';

/** What is for servers, in a bundle: a bundler that leaves out what its code alone does would leave out the modules. */
export const SERVER = `import { ProfitWellApi, ProfitWellError } from '${NAME}/api';
import { RelayError, createRelay } from '${NAME}/relay';

new ProfitWellApi({ privateToken: 't' }).plans.get('').catch((error) => {
  try {
    createRelay({});
  } catch (other) {
    console.log(error instanceof ProfitWellError, error.code, other instanceof RelayError, other.code);
  }
});
`;
export const SERVED = 'true invalid_argument true missing_prosperstack';

/**
 * A test in a document that is not a browser's: the queue stands in for the vendor's script, which is not run there.
 *
 * @param {string} imports
 */
export const expectations = (imports) => `${imports}
test('it starts ProfitWell with the email', async () => {
  const plugin = profitwell({ publicApiToken: 't', siteType: 'web app' });
  const context = { event: { userId: 'u', traits: { email: 'jane@example.com' } } };
  await plugin.load(context, {});
  plugin.identify(context);
  expect(JSON.parse(JSON.stringify(window.profitwell.q.map((call) => [...call])))).toEqual(${JSON.stringify(CALLS)});
  expect(document.querySelectorAll('script[src*="profitwell.js?auth=t"]').length).toBe(1);
});
`;

/** The same test file where there is no document. @param {string} imports */
export const expectationsOnAServer = (imports) => `${imports}
test('it is inert', async () => {
  const plugin = profitwell({ publicApiToken: 't' });
  await plugin.load({}, {});
  expect([plugin.name, plugin.isLoaded()]).toEqual(['ProfitWell', false]);
});
`;

/** Imports every entry, and fails where one has no types. */
export const TYPES = ENTRIES.flatMap(importPaths)
  .map(
    (path, at) => `import * as entry${at} from '${path.replace('.', NAME)}';
export const keys${at}: never[] = (entry${at} satisfies object) && [];`,
  )
  .join('\n');

/** An HTML page for one script. @param {string} script */
export const html = (script, type = 'module') =>
  `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Shop</title><script type="${type}" src="${script}"></script></html>\n`;
