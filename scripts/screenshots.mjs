// The pictures of the playground in docs/images: `node scripts/screenshots.mjs` makes them anew.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { serve } from './serve.mjs';
import { CHROMIUM_ARGUMENTS, headlessShell } from './setup.mjs';
import { root } from './tools.mjs';
import { bundlePages } from './www.mjs';

const FOLDER = join(root, 'docs/images');
const LARGEST_BYTES = 60 * 1024;

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page @param {string} traits */
async function identify(page, traits) {
  await page.getByLabel('More traits, as JSON').fill(traits);
  await page.getByRole('button', { name: 'Identify', exact: true }).click();
}

/** @type {{ name: string, path: string, width?: number, height?: number, dark?: boolean, from?: string, act?: (page: Page) => Promise<unknown> }[]} */
const PICTURES = [
  {
    name: 'web-app',
    path: 'web-app.html',
    async act(page) {
      await page.locator('[data-field="script"]').filter({ hasText: 'loaded' }).waitFor();
      await identify(page, '{"email": "jane@example.com", "plan": "pro"}');
      await page.locator('#verdict').filter({ hasText: 'jane@example.com' }).waitFor();
    },
  },
  {
    name: 'conditions',
    path: 'marketing.html?vendor=blocked&wasm=refused',
    dark: true,
    height: 800,
    async act(page) {
      await page.getByRole('heading', { name: 'Conditions' }).click();
      await page.locator('#verdict').filter({ hasText: 'hears nothing' }).waitFor();
    },
  },
  {
    name: 'traits',
    path: 'marketing.html',
    from: '#traits-table',
    async act(page) {
      await page.locator('[data-field="script"]').filter({ hasText: 'loaded' }).waitFor();
      await identify(page, '{"user_email": "jane@example.com", "plan": "pro"}');
      await page.locator('#traits-table code').first().waitFor();
    },
  },
  {
    name: 'cancellation-flows',
    path: 'flows.html',
    async act(page) {
      await page.getByRole('button', { name: 'Cancel subscription' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'relay-bench',
    path: 'bench.html',
    from: '#requests',
    async act(page) {
      const answers = page.getByLabel('The relay answers');
      for (const [answer, decision] of [
        ['delivered', 'delivered'],
        ['another_email', 'another_person'],
      ]) {
        await answers.selectOption(answer);
        await page.getByRole('button', { name: 'Identify', exact: true }).click();
        await page.locator('#requests').getByText(decision, { exact: true }).first().waitFor();
      }
    },
  },
  { name: 'code', path: 'code.html?id=next&consent=required&policy=nonce' },
];

/**
 * The same picture with at most 256 colours, as a PNG with a palette: a third of the size.
 *
 * @param {Page} page to read the picture's pixels in
 * @param {Buffer} picture
 */
async function withPalette(page, picture) {
  const { width, height, colors, pixels } = await page.evaluate(
    async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const { width, height } = image;
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
        new OffscreenCanvas(width, height).getContext('2d')
      );
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      /** Eight steps of grey are not told apart. @param {number} at */
      const coarse = (at) => (data[at] >> 3) * 1024 + (data[at + 1] >> 3) * 32 + (data[at + 2] >> 3);
      /** @type {Map<number, { count: number, color: number[] }>} */
      const found = new Map();
      for (let at = 0; at < data.length; at += 4) {
        const one = found.get(coarse(at)) ?? { count: 0, color: [data[at], data[at + 1], data[at + 2]] };
        one.count += 1;
        found.set(coarse(at), one);
      }
      const all = [...found].sort(([, one], [, other]) => other.count - one.count);
      const colors = all.slice(0, 256).map(([, { color }]) => color);
      /** @param {number[]} color */
      const nearest = (color) => {
        const distances = colors.map((one) => one.reduce((sum, part, at) => sum + (part - color[at]) ** 2, 0));
        return distances.indexOf(Math.min(...distances));
      };
      const places = new Map(all.map(([key, { color }], at) => [key, at < 256 ? at : nearest(color)]));
      const pixels = [];
      for (let at = 0; at < data.length; at += 4) pixels.push(places.get(coarse(at)) ?? 0);
      return { width, height, colors, pixels };
    },
    `data:image/png;base64,${picture.toString('base64')}`,
  );

  /** @param {string} type @param {Buffer} data */
  const chunk = (type, data) => {
    const named = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // eight bits a pixel, by a palette
  const rows = Buffer.alloc(height * (width + 1)); // each begins with its filter, which is none
  for (let row = 0; row < height; row += 1)
    rows.set(pixels.slice(row * width, (row + 1) * width), row * (width + 1) + 1);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colors.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

await bundlePages();
await mkdir(FOLDER, { recursive: true });
const server = await serve({ port: 0 });
const browser = await chromium.launch({ executablePath: headlessShell(), args: CHROMIUM_ARGUMENTS });
const blank = await browser.newPage();
try {
  for (const { name, path, width = 1040, height = 650, dark, from, act } of PICTURES) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
    page.setDefaultTimeout(20_000);
    await page.goto(server.url + path);
    await act?.(page);
    if (from) await page.locator(from).evaluate((element) => element.closest('section')?.scrollIntoView());
    const picture = await withPalette(blank, await page.screenshot({ animations: 'disabled' }));
    await page.close();
    console.log(`${name}.png: ${Math.ceil(picture.length / 1024)} KB`);
    if (picture.length > LARGEST_BYTES) throw new Error(`${name}.png is larger than ${LARGEST_BYTES} bytes`);
    await writeFile(join(FOLDER, `${name}.png`), picture);
  }
} finally {
  await browser.close();
  await server.close();
}
