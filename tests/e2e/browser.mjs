// The person's browser in the demo: opens the pages, looks at what they show and says so.
//
// One JSON object a line on standard output for each thing that happened; one line on standard input tells it to go on.
// Usage: node browser.mjs --offer URL --service URL --out DIR [--watch]
import { chromium } from 'playwright-core';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import path from 'node:path';

const { values } = parseArgs({
  options: {
    offer: { type: 'string' },
    service: { type: 'string' },
    out: { type: 'string' },
    watch: { type: 'boolean', default: false },
  },
});

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const told = async () => (await lines.next()).value;
const say = (event, more = {}) => process.stdout.write(`${JSON.stringify({ event, ...more })}\n`);

const browser = await chromium.launch({
  executablePath: process.env.MIEN_CHROMIUM ?? '/usr/bin/chromium',
  headless: !values.watch,
  // No request leaves this computer: the browser's own services are off.
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
// The sandbox has its own test CA, which this browser does not know; the wallet's side does verify it.
const context = await browser.newContext({
  ignoreHTTPSErrors: true,
  locale: 'en-GB',
  viewport: { width: 900, height: 820 },
  deviceScaleFactor: 2,
});
const page = await context.newPage();
page.setDefaultTimeout(60_000);

const shoot = async (name) => {
  const file = path.join(values.out, `${name}.png`);
  // Whatever fades in has done so: a picture of it on its way is no picture of the page.
  await page.screenshot({ path: file, animations: 'disabled' });
  return file;
};

try {
  await page.goto(values.offer);
  await page.fill('#name', 'Tan Mei Ling');
  await page.fill('#id_number', 'S1234567D');
  await shoot('1-issuer');
  await page.click('form.fields button');
  await page.waitForSelector('a.code svg');
  const sms = await page.locator('.sms').innerText();
  say('offer', { picture: await shoot('2-offer'), code: /\b\d{6}\b/.exec(sms)[0] });
  await told();

  await page.goto(values.service);
  await shoot('3-service');
  await page.click('a.button[href="/login"]');
  await page.waitForSelector('[data-state="shown"] svg');
  const shown = Date.now();
  say('login', { picture: await shoot('4-login') });

  await page.waitForSelector('.digits');
  say('scanned', { digits: (await page.locator('.digits').innerText()).trim(), picture: await shoot('5-number') });

  await page.waitForSelector('[data-state="approved"]', { state: 'attached' }).catch(() => {});
  const approved = Date.now();
  await page.waitForURL((url) => url.href.startsWith(values.service));
  await page.waitForSelector('dl code');
  const inside = Date.now();
  say('inside', {
    picture: await shoot('6-logged-in'),
    title: await page.locator('h1').innerText(),
    subject: await page.locator('dl code').first().innerText(),
    address: page.url(),
    login_ms: inside - shown,
    finish_ms: inside - approved,
  });
  if (values.watch) await told();
} finally {
  await browser.close();
}
