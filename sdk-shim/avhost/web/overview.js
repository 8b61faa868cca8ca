// The page for a site that brings none of its own, made from the widget hints of the devices' manifests. A device that
// plays something gets a view of its own, with the rest of it beside where there is room, and else one tab further; all
// other devices share a view. ?theme=dark or light overrides the system's.
import '/av/av.js';
import { make, put } from '/av/dom.js';
import { groupsOf, nameOf, playerOf } from '/av/hints.js';
import { pageTitle } from '/av/page-title.js';
import { store } from '/av/panel.js';
import { setupPage } from '/av/sign-in.js';
import { statusOf } from '/av/status-of.js';
import { Tabs } from '/av/tabs.js';

const main = document.getElementById('overview');
const heading = main.querySelector('h1');
const notice = main.querySelector('.notice');
let built = '';
let tabs = null;

const tags = {
  toggle: 'av-toggle', indicator: 'av-indicator', list: 'av-list', image: 'av-image', link: 'av-link', progress: 'av-progress',
};

/** The element for a part of a group; what has no name of its own on it gets one beside. */
function widget({ spec, bind, widget: hint, id }) {
  if (hint === 'button') {
    return make('av-button', { action: bind }, nameOf({ id, spec }));
  }
  const writable = ['level', 'progress'].includes(hint) && !spec.readOnly;
  const tag = writable ? 'av-slider' : hint === 'level' ? 'av-progress' : tags[hint] ?? 'av-label';
  const element = make(tag, { bind });
  return ['av-toggle', 'av-indicator', 'av-list', 'av-slider'].includes(tag) ? element
    : make('div', { class: 'fact' }, make('span', { class: 'fact-name' }, nameOf({ id, spec })), element);
}

function group({ title, parts }) {
  const of = (...hints) => parts.filter(({ widget: hint }) => hints.includes(hint));
  const rest = parts.filter(({ widget: hint }) => !['button', 'indicator', 'list', 'toggle'].includes(hint));
  const box = (name, members) => (members.length === 0 ? [] : [make('div', { class: name }, ...members.map(widget))]);
  return make('section', { class: 'group', ...(title === '' ? {} : { 'aria-label': title }) },
    ...(title === '' ? [] : [make('h3', {}, title)]),
    ...box('toggles', of('toggle')), ...box('facts', rest), ...box('indicators', of('indicator')), ...box('lists', of('list')),
    ...box('buttons', of('button')));
}

const setupLink = (device) => (device.signIn === null || store.role !== 'set_up' ? []
  : [make('a', { class: 'setup', href: setupPage(device.id), 'aria-label': `Set up ${device.name}` }, 'Set up')]);

/** A device with all that is shown of it but what is in `used`, which stands beside it with a way to the sign-in. */
function card(device, used) {
  const id = `device-${device.id}`;
  const status = statusOf(device);
  if (used !== undefined) {
    status.setAttribute('plain', '');
  }
  return make('section', { class: 'card', 'aria-labelledby': id },
    make('header', {}, make('h2', { id }, device.name), ...setupLink(device), status,
      ...(used === undefined ? [make('av-because', { device: device.id })] : [])),
    ...groupsOf(device, used, store.role).map(group));
}

const scrolling = (name, title, cards) =>
  make('div', { class: `view ${name}`, tabindex: 0, role: 'region', 'aria-label': title }, ...cards);

/**
 * [{title, page, element, beside}]: `page` is what the document is called while it is seen; `beside` belongs to the view
 * before it and needs no tab where there is room for both.
 */
function views(devices) {
  const found = [];
  const others = [];
  for (const device of devices) {
    const player = playerOf(device);
    if (player === null) {
      others.push(device);
    } else {
      const page = device.name;
      found.push({ title: page, page, element: make('div', { class: 'view stage' }, make('now-playing', { device: device.id })) });
      found.push({ title: 'More', page, element: scrolling('more', `More of ${page}`, [card(device, player.used)]), beside: true });
    }
  }
  if (others.length > 0) {
    const title = others.length === 1 ? others[0].name : 'Devices';
    found.push({ title, page: title, element: scrolling('cards', 'Devices', others.map((device) => card(device))) });
  }
  return found;
}

// The same site again, as after each reconnection, leaves the page as it is.
function build() {
  const devices = [...store.devices.values()];
  const plan = JSON.stringify([store.role, store.title,
    devices.map(({ id, name, properties, actions, signIn }) => [id, name, properties, actions, signIn])]);
  if (!store.known || plan === built) {
    return;
  }
  built = plan;
  const kept = tabs?.selected ?? 0;
  heading.textContent = store.title || 'Panel';
  if (devices.length === 0) {
    notice.textContent = 'This site has no devices yet.';
    document.title = heading.textContent;
    main.replaceChildren(heading, notice);
  } else {
    tabs = new Tabs(views(devices), kept, ({ page }) => (document.title = pageTitle(page, store.title)));
    main.replaceChildren(heading, ...tabs.elements);
  }
  put(main, 'aria-busy', null);
}

const theme = new URLSearchParams(location.search).get('theme');
put(document.documentElement, 'data-theme', ['dark', 'light'].includes(theme) ? theme : null);
store.observe('', build);
build();
