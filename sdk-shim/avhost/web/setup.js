// The page for setting up and looking inside: of the whole site, and with ?device=ID of one device.
import '/av/device-diagnosis.js';
import '/av/device-setup.js';
import { make, say } from '/av/dom.js';
import { HostView } from '/av/host-view.js';
import { LogView } from '/av/log-view.js';
import { pageTitle } from '/av/page-title.js';
import { store } from '/av/panel.js';
import { RulesView } from '/av/rules-view.js';
import { setupPage } from '/av/sign-in.js';

const main = document.getElementById('setup');
const header = main.querySelector('header');
const heading = main.querySelector('h1');
const id = new URLSearchParams(location.search).get('device');
let built = '';

const part = (title, ...children) => make('section', { class: 'av-part', 'aria-label': title }, make('h2', {}, title), ...children);

/** Where what is shown comes from, and what that asks of the site's owner. */
function notes(device) {
  const sources = Object.values(device.properties).flatMap((spec) => spec['dp:attribution']?.notes ?? []);
  return sources.length === 0 ? []
    : [part('Licence', make('ul', { class: 'av-notes' }, ...sources.map((note) => make('li', {}, note))))];
}

function pageOf(device) {
  header.querySelector('nav').prepend(make('a', { href: '/av/setup.html' }, 'All devices'));
  return [
    ...(device.signIn === null ? [] : [make('device-setup', { device: device.id })]),
    part('Health', make('device-diagnosis', { device: device.id, ...(device.signIn === null ? {} : { plain: '' }) })),
    ...notes(device),
  ];
}

const cardOf = (device) => make('section', { class: 'av-part', 'aria-label': device.name },
  make('div', { class: 'av-head' }, make('h2', {}, device.name), make('span', { class: 'av-note' }, device.id),
    make('a', { class: 'av-press', href: setupPage(device.id) },
      device.signIn === null ? 'Look inside' : 'Set up', make('span', { class: 'av-hidden' }, ` ${device.name}`))),
  make('device-diagnosis', { device: device.id, brief: '' }));

const pageOfSite = (devices) => [
  make('div', { class: 'av-devices' }, ...devices.map(cardOf)),
  part('Host', new HostView().element),
  part('Rules', new RulesView().element),
  part('Log', new LogView().element),
];

function build() {
  const device = id === null ? null : store.devices.get(id);
  const plan = JSON.stringify([store.role, [...store.devices.values()].map(({ id: one, name }) => [one, name])]);
  say(heading, device ? `Set up ${device.name}` : 'Set up');
  document.title = pageTitle(heading.textContent, store.title);
  if (!store.known || plan === built) {
    return;
  }
  built = plan;
  header.querySelector('nav').replaceChildren(make('a', { href: '/' }, 'Back to the panel'));
  const shown = store.role !== 'set_up' ? [part('Not from here', make('p', {},
    'This panel’s key is for operating only. Setting up needs a key with the role “set up”: '),
  make('p', {}, make('a', { class: 'av-press', href: '/av/login.html' }, 'Use another key')))]
    : id === null ? pageOfSite([...store.devices.values()])
      : device ? pageOf(device)
        : [make('device-setup', { device: id })]; // says what is wrong
  main.replaceChildren(header, ...shown);
}

store.observe('', build);
build();
