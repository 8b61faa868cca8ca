// The demonstration's site, from the file that ./run fills in too: a player that is signed in, a contact, a rule.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Host } from './programs.js';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const demo = resolve(here, '../../plugin/demo');

/** A host with it. `more` replaces fields of the site; `signedIn: false` leaves the sign-in to the test. */
export async function demoHost(simulator, { signedIn = true, ...more } = {}) {
  const { accounts_url, api_url, ca_file, covers_url } = simulator.urls;
  const filled = {
    ACCOUNTS_URL: accounts_url, API_URL: api_url, CA_FILE: ca_file, COVERS_URL: covers_url, PORT: 0, PAGES: resolve(demo, 'pages'),
  };
  const text = await readFile(resolve(demo, 'site.json.in'), 'utf8');
  const site = JSON.parse(text.replace(/^\s*\/\/.*$/gm, '').replace(/@(\w+)@/g, (_, name) => filled[name]));
  return Host.start({
    title: site.title, devices: site.devices, rules: site.rules, pages: site.panel.pages, ...more,
    prepare: (host) => signedIn && host.signIn(simulator),
  });
}
