// A shop over real HTTP: its page with a host and the destination, its session cookie, and its relay
// in Node at /relay, as a site of one server has it. Nothing between browser and relay is intercepted.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRelay, nodeListener } from 'retention-destinations/relay';
import { boundPort } from '../../../scripts/tools.mjs';
import { relayOptions } from '../../support/relay-options.mjs';
import { HOSTS } from '../hosts.mjs';
import { bundle, entry, launch, PROSPERSTACK_TAG } from '../support.mjs';

// No name but this machine's is found, so that nothing of a page leaves it.
const ALONE = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'];

/**
 * Starts one whose relay sends to `destination`. `lines` is what its relay logged.
 *
 * @param {Awaited<ReturnType<typeof import('../../support/direct-destination.mjs').directDestination>>} destination
 * @param {Record<string, any>} [options]
 */
export async function openShop(destination, options = {}) {
  /** @type {ReturnType<typeof nodeListener>} */
  let relay;
  /** @type {any} */
  const lines = [];
  const pages = new Map([
    ['/prosperstack.js', ['text/javascript', readFileSync(PROSPERSTACK_TAG, 'utf8')]],
    ['/settled', ['text/plain', '']],
  ]);
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/relay') return relay(request, response);
    const [type, body] = pages.get(pathname) ?? [];
    if (!type) return response.writeHead(404).end();
    const session = searchParams.get('session');
    const cookie = session && { 'set-cookie': `session=${session}; Path=/; HttpOnly; SameSite=Lax` };
    return response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, ...cookie }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://localhost:${boundPort(server)}`;
  relay = nodeListener(
    createRelay(
      /** @type {any} */ (relayOptions)({
        url: destination.url,
        apiKey: destination.key,
        lines,
        allowedOrigins: [origin],
        ...options,
      }),
    ),
  );
  return {
    origin,
    relay: `${origin}/relay`,
    lines,
    /**
     * Puts a page there: HTML and the script that it may ask for.
     *
     * @param {string} path
     * @param {string} html
     * @param {string} script
     */
    put(path, html, script) {
      pages.set(path, ['text/html', `<!doctype html><meta charset="utf-8"><title>t</title>${html}`]);
      pages.set(`${path}.js`, ['text/javascript', script]);
    },
    /**
     * Opens a page in a browser that is signed in as `session`; with `clock` a test can put its time forward.
     *
     * @param {string} path
     * @param {string} session
     * @param {Record<string, any>} settings
     * @param {{ clock?: boolean }} [options]
     */
    async visit(path, session, settings, { clock = false } = {}) {
      const context = await (await launch(ALONE)).newContext();
      // A day ago: the relay does not believe a page whose clock is ahead of its own.
      if (clock) await context.clock.install({ time: Date.now() - 86_400_000 });
      const page = await context.newPage();
      /** @type {{ errors: string[], sent: { headers: Record<string, string>, body: string | null }[], urls: string[], console: string[] }} */
      const seen = { errors: [], sent: [], urls: [], console: [] };
      page.on('pageerror', (error) => seen.errors.push(String(error)));
      page.on('console', (message) => seen.console.push(message.text()));
      page.on('request', (request) => {
        seen.urls.push(request.url());
        if (request.url() === new URL(settings.endpoint, origin).href && request.method() === 'POST')
          seen.sent.push({ headers: request.headers(), body: request.postData() });
      });
      await page.addInitScript(`window.row = ${JSON.stringify({ options: settings, load: {} })}`);
      await page.goto(`${origin}${path}?session=${session}`);
      return {
        page,
        seen,
        /** @type {(userId: string, traits: object) => Promise<void>} */
        identify: (userId, traits) =>
          page.evaluate(async (given) => void (await (await window.host).identify(...given)), [userId, traits]),
        /**
         * Waits until the destination has said `code` so many times since the page was opened.
         *
         * @type {(code: string, times?: number) => Promise<unknown>}
         */
        said: (code, times = 1) =>
          page.waitForFunction(
            ([code, times]) => window.codes.filter((/** @type {string} */ one) => one === code).length >= times,
            [code, times],
            { polling: 20, timeout: 15_000 },
          ),
        codes: () => page.evaluate(() => window.codes),
        /** A round trip behind everything that the page has asked for before. */
        settled: () => page.evaluate(() => fetch('/settled', { cache: 'no-store' }).then(() => undefined)),
        close: () => context.close(),
      };
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * The script of a page with a host of the table; `window.host` resolves to what identifies there.
 *
 * @param {string} name
 */
export function hostScript(name, more = '') {
  const host = HOSTS[name];
  /** @param {string} text */
  const ours = (text) => text.replaceAll('profitwell', 'prosperstack').replaceAll('ProfitWell', 'ProsperStack');
  const text = ours(host.script('options'));
  const [statement] = /import .*?;/.exec(text) ?? [];
  return bundle(`
    import { ${ours(host.use ?? 'profitwell, setConsent')} } from ${JSON.stringify(entry(`prosperstack/${host.entry}`))};
    import { watch } from 'retention-destinations/prosperstack/debug';
    ${statement}
    ${more}
    window.codes = [];
    window.host = (async () => {
      const { options, load } = window.row;
      let host;
      ${text.replace(statement ?? '', '')}
      await host.ready();
      watch(({ name }) => window.codes.push(name));
      return host;
    })();`);
}

/** The same for the script tag alone. */
export const tagScript = () =>
  bundle(`
    import { watch } from 'retention-destinations/prosperstack/debug';
    window.codes = [];
    watch(({ name }) => window.codes.push(name));
    window.host = { identify: (userId, traits) => window.prosperstackDestination.identify({ userId, traits }) };`);

/** Its HTML: the tag takes its endpoint from its attributes. */
export const TAG_HTML = `<script>document.write('<script src="/prosperstack.js" data-endpoint="' + window.row.options.endpoint + '"></scr' + 'ipt>')</script>`;
