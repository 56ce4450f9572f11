// What the playground's pages show of each answer: how a cancellation flow ends, and what the relay answers.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { record, recorded } from '../../scripts/record-relay.mjs';
import { root } from '../../scripts/tools.mjs';
import { PROFITWELL, PROSPERSTACK, THEN } from '../../www/endings.js';
import { RELAY_CASES } from '../../www/relay-cases.js';
import { browse } from './playground.mjs';

test('the endings are those of the types, and each can be seen', () =>
  browse(async ({ page, go, says, met }) => {
    const types = (file) => readFileSync(join(root, file), 'utf8');
    const named = (endings) => [...new Set(endings.flatMap(({ details }) => details ?? []))].sort();
    const ours = /one of these codes:(.*?)\*\//s.exec(types('js/profitwell/index.d.ts'))[1];
    assert.deepEqual(named(PROFITWELL), [...ours.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort());
    const errors = /details:\n(.*?);/s.exec(types('js/prosperstack/flow.d.ts'))[1];
    const theirs = [...errors.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    assert.deepEqual(named(PROSPERSTACK), [...theirs, 'aborted'].sort());

    await go('flows.html');
    await met();
    const tried = async (product, box, { status, details, advice, answer, options }) => {
      if (!answer && !options) return;
      const label = `Try ${product}: ${status}${details ? ` ${details}` : ''}`;
      await page.getByRole('button', { name: label, exact: true }).click();
      const words = details ? `${status} ${details} \u2192` : `${status} `;
      await page
        .locator(box)
        .filter({ hasText: words })
        .filter({ hasText: advice ?? THEN[status] })
        .waitFor();
      const group = page.locator('.group').last();
      const count = await group.getByText('fallback was called').count();
      assert.equal(count, status === 'error' && !advice ? 1 : 0, label);
    };
    for (const ending of PROFITWELL) {
      await page.locator('#profitwell-result').evaluate((box) => box.replaceChildren());
      await tried('ProfitWell', '#profitwell-result', ending);
    }
    // What was aborted or timed out the library still listens for, so that the next dialogue wants a new page.
    const isLeft = ({ answer }) => answer === 'abort' || answer === 'hang';
    for (const ending of PROSPERSTACK.filter((one) => !isLeft(one))) {
      await page.locator('#prosperstack-result').evaluate((box) => box.replaceChildren());
      await page.waitForFunction(() => !document.querySelector('.prosperstack-iframe, #prosperstack-overlay'));
      await tried('ProsperStack', '#prosperstack-result', ending);
    }
    for (const ending of PROSPERSTACK.filter(isLeft)) {
      await go('flows.html');
      await tried('ProsperStack', '#prosperstack-result', ending);
    }
    for (const { details, address } of PROFITWELL.filter(({ address }) => address !== undefined)) {
      await go(`flows.html?${address}`);
      if (details === 'vendor_script_blocked') await says(/hears nothing/);
      await page.getByRole('button', { name: 'Cancel subscription' }).click();
      await page
        .locator('#profitwell-result')
        .filter({ hasText: `error ${details}` })
        .waitFor();
    }
    // By a person, in both dialogues.
    await go('flows.html');
    await page.getByRole('button', { name: 'Cancel subscription' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'chose to cancel' }).press('Enter');
    await page.locator('#profitwell-result').filter({ hasText: THEN.chose_to_cancel }).waitFor();
    await page.getByRole('button', { name: 'Cancel by ProsperStack' }).click();
    await page.frameLocator('.prosperstack-iframe').getByRole('button', { name: 'saved' }).click();
    await page.locator('#prosperstack-result').filter({ hasText: THEN.saved }).waitFor();
  }));

test('the relay\u2019s recordings are those of the built relay', async () => {
  assert.deepEqual(await recorded(), await record());
  const answered = Object.keys(RELAY_CASES).filter((name) => !['crashed', 'time_out', 'offline'].includes(name));
  assert.deepEqual(answered, Object.keys(await recorded()));
});

/** By answer: what the destination decides. */
const DECIDED = {
  delivered: 'delivered',
  accepted: 'delivered',
  no_session: 'no_session',
  foreign_origin: 'origin_refused',
  another_email: 'another_person',
  too_large: 'message_refused',
  not_json: 'message_refused',
  too_many: 'retrying',
  crashed: 'retrying',
  upstream_key_refused: 'not_implemented',
  upstream_failed: 'retrying',
  upstream_timed_out: 'retrying',
  time_out: 'retrying',
  offline: 'retrying',
};

test('each answer of the relay is told for the page, the log and the owner, and a repeat ends well', () =>
  browse(async ({ page, go, press, says }) => {
    assert.deepEqual(Object.keys(DECIDED), Object.keys(RELAY_CASES));
    const recordings = await recorded();
    await go('bench.html');
    const newest = page.locator('#requests > li').first();
    const block = (title) => newest.locator('.view').filter({ has: page.getByRole('heading', { name: title }) });
    const answers = page.getByLabel('The relay answers');
    for (const [name, decision] of Object.entries(DECIDED)) {
      const before = await page.locator('#requests > li').count();
      await answers.selectOption(name);
      await press('Identify');
      await page.waitForFunction((count) => document.querySelectorAll('#requests > li').length > count, before);
      await block('For the page').getByText(decision, { exact: true }).waitFor();
      await block('For you').getByText(RELAY_CASES[name].owner).waitFor();
      const outcome = recordings[name]?.log.outcome ?? 'did not see this request';
      await block('In the relay\u2019s log').filter({ hasText: outcome }).waitFor();
      assert.deepEqual(
        await newest
          .locator('mark')
          .allTextContents()
          .then((all) => all.length),
        name === 'delivered' ? 2 : 1,
      );
      if (decision !== 'retrying') continue;
      await newest.locator('.mark.waiting').waitFor();
      await says('the same message is sent again later');
      // It goes again by itself, or at once when the page is hidden; a pause that the relay asks for is kept.
      if (name === 'offline') await press('Back online');
      else await answers.selectOption('delivered');
      if (name !== 'too_many' && name !== 'offline') await press('Hide the page');
      await block('For the page').getByText('delivered', { exact: true }).waitFor();
    }
  }));
