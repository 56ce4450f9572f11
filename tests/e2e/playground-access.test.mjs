// Whether everybody can use the playground's pages: axe, forced colours, the keyboard alone, a phone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAGES } from '../../www/pages.js';
import { violations } from './axe.mjs';
import { browse, EMAIL } from './playground.mjs';

test('on a phone the newest is in sight after Identify', () =>
  browse(
    async ({ page, go, says, identify }) => {
      await go('web-app.html');
      await identify({ email: EMAIL });
      await says(EMAIL);
      await page.locator('.group').last().getByText('ProfitWell received').waitFor();
      const seen = (selector) =>
        page
          .locator(selector)
          .last()
          .evaluate((line) => {
            const { top, bottom } = line.getBoundingClientRect();
            return top >= 0 && bottom <= innerHeight;
          });
      assert.ok(await seen('.effect'), 'the newest line');
      assert.ok(await seen('#verdict'), 'the verdict');
    },
    { viewport: { width: 390, height: 844 } },
  ));

/** States of the pages that a reader meets: an address and what is pressed. */
const STATES = [
  ...PAGES.map(({ file }) => [file]),
  ['no-such-page'],
  ['marketing.html?vendor=blocked', 'Identify'],
  ['web-app.html?consent=pending', 'Identify'],
  ['web-app.html?token='],
  ['prosperstack.html', 'Identify'],
  ['bench.html', 'Identify'],
  ['flows.html', 'Cancel subscription'],
  ['code.html?policy=nonce'],
];

test('axe finds nothing wrong with any page or state, light and dark, narrow and wide', () =>
  browse(
    async ({ page, go, press }) => {
      for (const [path, button] of STATES) {
        await go(path);
        const details = page.locator('#conditions details');
        if (await details.count()) await details.evaluate((one) => one.setAttribute('open', ''));
        if (button) await press(button);
        if (button === 'Identify') await page.locator('.group').nth(1).locator('.effect').first().waitFor();
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 844 });
          const found = await violations(page);
          // Of the colours alone it depends whether it is dark.
          await page.emulateMedia({ colorScheme: 'dark' });
          found.push(...(await violations(page, ['color-contrast'])));
          await page.emulateMedia({ colorScheme: 'light' });
          assert.deepEqual(found, [], `${path}, ${width} px`);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is wider`);
        }
      }
    },
    { colorScheme: 'light' },
  ));

test('with forced colours the marks keep their shapes', () =>
  browse(
    async ({ page, go, says }) => {
      await go('marketing.html?vendor=blocked');
      await says(/hears nothing/);
      const shapes = await page.evaluate(() =>
        [
          ['done', null],
          ['waiting', null],
          ['error', '::before'],
        ].map(([name, part]) => {
          const style = getComputedStyle(document.querySelector(`.mark.${name}`), part);
          const isFilled = style.backgroundColor === style.borderTopColor;
          return `${name}: ${style.borderTopStyle}, ${isFilled ? 'filled' : 'open'}, ${style.transform === 'none' ? 'upright' : 'turned'}`;
        }),
      );
      assert.deepEqual(shapes, [
        'done: solid, filled, upright',
        'waiting: dashed, open, upright',
        'error: solid, filled, turned',
      ]);
    },
    { forcedColors: 'active' },
  ));

test('conditions, a call and its effects are reached by the keyboard alone', () =>
  browse(async ({ page, go, says }) => {
    await go('marketing.html');
    const tabTo = async (name) => {
      for (let steps = 0; steps < 30; steps += 1) {
        await page.keyboard.press('Tab');
        const focus = await page.evaluate(() => {
          const { activeElement: element } = document;
          const { outlineStyle } = getComputedStyle(element);
          return {
            name: element.labels?.[0]?.textContent ?? element.textContent.trim(),
            isSeen: outlineStyle !== 'none',
          };
        });
        assert.ok(focus.isSeen, focus.name);
        if (focus.name.startsWith(name)) return;
      }
      assert.fail(`${name} is out of reach`);
    };
    await tabTo('Conditions');
    await page.keyboard.press('Enter');
    await tabTo('Consent');
    await page.keyboard.press('p');
    await tabTo('Show it like this');
    await page.keyboard.press('Enter');
    await says(/Waiting for the visitor/);
    await tabTo('Email');
    await page.keyboard.type(EMAIL);
    await tabTo('Identify');
    await page.keyboard.press('Enter');
    await tabTo('Give consent');
    await page.keyboard.press('Enter');
    await says(`ProfitWell knows ${EMAIL}`);
  }));
