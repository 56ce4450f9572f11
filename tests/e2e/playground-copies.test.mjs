// What is copied from the playground: the code for each stack, and the static copy of the pages.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { test } from 'node:test';
import { transform } from 'esbuild';
import { boundPort, root } from '../../scripts/tools.mjs';
import { writeSite } from '../../scripts/www.mjs';
import { THEN } from '../../www/endings.js';
import { FLOW_CODE, policyLines, STACKS } from '../../www/snippets.js';
import { browse, EMAIL } from './playground.mjs';

/** All of the documentation. */
const documentation = () =>
  [
    'README.md',
    ...readdirSync(join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ]
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');

test('the code for each stack is that of the documentation', () =>
  browse(async ({ page, go }) => {
    const text = documentation();
    const usual = { siteType: 'web app', consent: 'none', policy: 'none' };
    const has = (lines) => assert.ok(text.includes(lines), lines);
    for (const { id, code } of STACKS) {
      if (id === 'tag') {
        has(code({ ...usual, siteType: 'marketing' }));
        has(code({ ...usual, siteType: 'marketing', policy: 'nonce' }));
      }
      if (!['tag', 'wordpress', 'jitsu'].includes(id)) has(code(usual));
      if (id === 'wordpress') has(code({ ...usual, siteType: 'marketing' }));
      if (id === 'jitsu') {
        const blocks = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, block]) => JSON.stringify(JSON.parse(block)));
        assert.ok(blocks.includes(JSON.stringify(JSON.parse(code(usual)))), id);
      }
    }
    for (const part of FLOW_CODE.split(/^\/\/ .*\n/m).filter(Boolean)) has(part.trim());
    for (const policy of ['nonce', 'nowasm']) {
      for (const source of policyLines(policy).match(/https:\S+|'[\w-]+'/g)) {
        if (source !== "'nonce-YOUR_NONCE'") has(source);
      }
    }
    for (const { id, code } of STACKS) {
      for (const siteType of ['marketing', 'web app']) {
        for (const consent of ['none', 'required']) {
          for (const policy of ['none', 'nonce', 'nowasm']) {
            const made = code({ siteType, consent, policy });
            if (!made.startsWith('<') && id !== 'jitsu') await transform(made, { loader: 'jsx' });
            assert.ok(consent === 'none' || /consent|setConsent/.test(made), id);
            if (id !== 'jitsu') assert.equal(made.includes('nowasm'), policy === 'nowasm', id);
            if (id !== 'jitsu') assert.equal(made.includes('YOUR_NONCE'), policy === 'nonce', id);
          }
        }
      }
    }
    await go('code.html?id=next&consent=required&policy=nonce');
    const code = page.getByRole('group', { name: 'Code' });
    assert.match(
      await code.textContent(),
      /'use client';.*consent: 'required', nonce: 'YOUR_NONCE'.*setConsent\(true\)/s,
    );
    await page.getByLabel('Stack').selectOption('WordPress');
    assert.match(await code.textContent(), /wp-content/);
    assert.match(page.url(), /id=wordpress/);
  }));

/** A host of files, as plain as they come, with the copy in a folder of it. */
async function hostOfFiles(folder) {
  const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
  const host = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://host');
    const name = pathname.slice('/shop/'.length) || 'index.html';
    try {
      if (request.method !== 'GET' || !pathname.startsWith('/shop/')) throw new Error('not here');
      const body = readFileSync(join(folder, name));
      response.writeHead(200, { 'Content-Type': types[extname(name)] ?? 'text/plain' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await once(host, 'listening');
  return host;
}

test('the static copy works in a folder of any host of files', async (t) => {
  await writeSite();
  const host = await hostOfFiles(join(root, 'target/www'));
  t.after(() => host.close());
  const url = `http://127.0.0.1:${boundPort(host)}/shop/`;
  await browse(
    async ({ page, go, says, met, press, identify }) => {
      // The first visit, and already under conditions: the page comes again when the worker is there.
      await go('marketing.html?wasm=refused&vendor=slow&seconds=1');
      await met();
      await page.waitForFunction(() => navigator.serviceWorker.controller);
      const refused = await page.evaluate(
        async () =>
          (await fetch('profitwell.min.js')).ok &&
          performance.getEntriesByType('resource').some(({ name }) => name.endsWith('profitwell.nowasm.js')),
      );
      assert.ok(refused);
      await identify({ email: EMAIL });
      await says(`ProfitWell knows ${EMAIL}`);
      await go('marketing.html?vendor=blocked');
      await says(/hears nothing/);
      await go('prosperstack.html');
      await press('Identify');
      await page.getByRole('heading', { name: 'Request 1 \u00b7 200' }).waitFor();
      await press('Identify somebody else');
      await page.getByRole('heading', { name: 'Request 2 \u00b7 409' }).waitFor();
      await go('bench.html');
      await page.getByLabel('The relay answers').selectOption('foreign_origin');
      await press('Identify');
      await page.getByText('origin_refused', { exact: true }).first().waitFor();
      await go('flows.html');
      await press('Try ProsperStack: saved');
      await page.locator('#prosperstack-result').filter({ hasText: THEN.saved }).waitFor();
      await page.getByRole('link', { name: 'Check' }).click();
      await page.waitForURL(url);
    },
    { url },
  );
});
