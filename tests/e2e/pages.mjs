// A real browser that does what the browser tests tell it, one JSON object a line on standard input, one answer a line:
// `=> <value>` or `!> <reason>`. Usage: node pages.mjs <node_modules parent>.
//
// `window` makes a window (a profile of its own, unless it names another's with `beside`); every other command names
// its window.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(path.join(process.argv[2], 'package.json'));
const { chromium } = await import(pathToFileURL(require.resolve('playwright-core')).href)
  .then(module => module.default ?? module);
// Finds what people with a screen reader, a keyboard or weak eyes stumble over; test-only, see package.json.
const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

const browser = await chromium.launch({
  executablePath: process.env.MIEN_CHROMIUM ?? '/usr/bin/chromium',
  // No request leaves this computer: the browser's own services are off.
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const pages = new Map();

const commands = {
  async window({ name, beside, javascript = true, clock = false, events = true, locale = 'en-GB', phone = false, dark = false }) {
    const context = beside ? pages.get(beside).context() : await browser.newContext({
      // The sandbox has its own test CA, which this browser does not know; the wallet's side does verify it.
      ignoreHTTPSErrors: true,
      javaScriptEnabled: javascript,
      locale,
      colorScheme: dark ? 'dark' : 'light',
      viewport: phone ? { width: 390, height: 844 } : { width: 900, height: 820 },
    });
    // As in a browser, or behind a proxy, that knows no event streams.
    if (!events) await context.addInitScript(() => { delete window.EventSource; });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    if (clock) await page.clock.install();
    pages.set(name, page);
  },
  // A page that is not from a server has no status.
  goto: ({ page, url }) => page.goto(url).then(response => response?.status() ?? 0),
  back: ({ page }) => page.goBack().then(() => undefined),
  reload: ({ page }) => page.reload().then(() => undefined),
  close: ({ page }) => page.close(),
  click: ({ page, selector }) => page.click(selector),
  fill: ({ page, selector, text }) => page.fill(selector, text),
  // There, whether or not it is in view.
  wait: ({ page, selector }) => page.waitForSelector(selector, { state: 'attached' }).then(() => undefined),
  at: ({ page, url }) => page.waitForURL(found => found.href.startsWith(url)).then(() => undefined),
  text: ({ page, selector }) => page.locator(selector).first().innerText(),
  attribute: ({ page, selector, named }) => page.locator(selector).first().getAttribute(named),
  count: ({ page, selector }) => page.locator(selector).count(),
  url: ({ page }) => page.url(),
  shot: ({ page, file }) => page.screenshot({ path: file, animations: 'disabled' }).then(() => undefined),
  // How many rules were met, and each that was not, with the places.
  async audit({ page }) {
    // What is still fading in has not its own contrast yet.
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(one => one.finished)));
    await page.evaluate(axe);
    const { passes, violations } = await page.evaluate(() => window.axe.run());
    const places = ({ nodes }) => nodes.map(({ target }) => target.join(' ')).join(', ');
    return { passes: passes.length, violations: violations.map(one => `${one.id} (${one.help}): ${places(one)}`) };
  },
  // A mark that a reload would wipe away.
  mark: ({ page }) => page.evaluate(() => { window.mienMark = true; }),
  marked: ({ page }) => page.evaluate(() => window.mienMark === true),
  // The page's own clock, where it was made with one.
  forward: ({ page, ms }) => page.clock.fastForward(ms),
};

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    const page = command.do === 'window' ? undefined : pages.get(command.window);
    const value = await commands[command.do]({ ...command, page });
    console.log(`=> ${JSON.stringify(value ?? null)}`);
  } catch (error) {
    console.log(`!> ${command.do}: ${error.message}`.replaceAll('\n', ' '));
  }
}
await browser.close();
