// The browser that the tests look through.
import { chromium } from 'playwright-core';

export const patience = Number(process.env.PATIENCE ?? 20_000); // ms; only a fault gets there

// Without the network but for the loopback, and without what a browser does by itself.
const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--ignore-certificate-errors',
];

/** Chromium, where Debian puts it or CHROMIUM says. */
export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });

/** A cover as the pictures' server would give it: square, and of a colour that depends on its address. */
function cover(address) {
  const hue = [...address].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 640"><rect width="640" height="640" fill="hsl(${hue} 55% 32%)"/>`
    + `<circle cx="430" cy="230" r="190" fill="hsl(${(hue + 40) % 360} 75% 62%)"/>`
    + `<path d="M0 640L250 300 520 640z" fill="hsl(${(hue + 190) % 360} 45% 24%)"/></svg>`;
}

/**
 * A context of its own. Pictures come from this process and nothing else from beyond the loopback; whatever was asked for
 * there is in `strangers`, and what pages wrote on the console in `console`.
 */
export async function openContext(browser, options = {}) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
  context.setDefaultTimeout(patience);
  const told = { context, console: [], strangers: [] };
  context.on('console', (message) => told.console.push(message.text()));
  context.on('weberror', (problem) => told.console.push(String(problem.error())));
  await context.route((url) => !['127.0.0.1', '[::1]'].includes(url.hostname), (route) => {
    const request = route.request();
    if (request.resourceType() === 'image') {
      return route.fulfill({ contentType: 'image/svg+xml', body: cover(request.url()) });
    }
    told.strangers.push(request.url());
    return route.abort();
  });
  return told;
}
