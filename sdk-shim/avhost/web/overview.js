// The page for a site that brings none of its own: a card for each device, made from the widget hints of its manifest.
import '/av/av.js';
import { requiredOf } from '/av/binding.js';
import { make } from '/av/element.js';
import { words } from '/av/format.js';
import { sorted, statusOf } from '/av/hints.js';
import { store } from '/av/panel.js';
import { setupPage } from '/av/sign-in.js';

const nameOf = ({ id, spec }) => spec.title ?? words(id);

/** What catches the eye: picture, title and what belongs to it. Null for a device that has nothing of the kind. */
function stage({ image, title, subtitle, label, link, progress }) {
  if (image.length + title.length + subtitle.length + progress.length === 0) {
    return null;
  }
  const lines = make('div', { class: 'lines' });
  // Read out together when the title changes, once each.
  const named = lines.appendChild(make('div', { class: 'named', 'aria-live': 'polite' }));
  for (const { bind } of title) {
    named.append(make('av-label', { bind, class: 'title' }));
  }
  for (const { bind } of subtitle) {
    named.append(make('av-label', { bind, class: 'subtitle' }));
  }
  if (title.length > 0 && label.length > 0) {
    lines.append(make('av-label', { bind: label.shift().bind, class: 'third' }));
  }
  for (const { bind } of progress) {
    lines.append(make('av-progress', { bind }));
  }
  const pictures = image.map(({ bind }) => {
    const picture = make('av-image', { bind });
    if (link.length > 0) {
      picture.setAttribute('link', link[0].bind);
    }
    if (title.length > 0) {
      picture.setAttribute('alt-bind', title[0].bind);
    }
    return picture;
  });
  return make('div', { class: 'stage' }, ...pictures, lines);
}

function buttons(device) {
  const row = make('div', { class: 'buttons', role: 'group', 'aria-label': `${device.title}: actions` });
  for (const [id, spec] of Object.entries(device.actions)) {
    if (spec['dp:widget'] !== 'hidden' && requiredOf(spec).length === 0) {
      row.append(make('av-button', { action: `${device.id}.${id}` }, spec.title ?? words(id)));
    }
  }
  return row.childElementCount > 0 ? row : null;
}

function details({ label, level, time, link }) {
  const list = make('dl', { class: 'details' });
  const row = (one, element) => list.append(make('div', {}, make('dt', {}, nameOf(one)), make('dd', {}, element)));
  for (const one of [...label, ...time]) {
    row(one, make('av-label', { bind: one.bind }));
  }
  for (const one of level) {
    row(one, make('av-progress', { bind: one.bind }));
  }
  for (const one of link) {
    row(one, make('av-link', { bind: one.bind }, 'Open'));
  }
  return list.childElementCount > 0 ? list : null;
}

function group(name, tag, properties) {
  return properties.length === 0 ? null
    : make('div', { class: name }, ...properties.map(({ bind }) => make(tag, { bind })));
}

const setupLink = (device) => device.signIn === null ? []
  : [make('a', { class: 'setup', href: setupPage(device.id), 'aria-label': `Set up ${device.title}` }, 'Set up')];

function card(device) {
  const groups = sorted(device);
  const heading = `device-${device.id}`;
  const parts = [
    make('header', {}, make('h2', { id: heading }, device.title), ...setupLink(device), statusOf(device, groups)),
    stage(groups), // takes the first label with it
    group('toggles', 'av-toggle', groups.toggle),
    buttons(device),
    group('indicators', 'av-indicator', groups.indicator),
    details(groups),
  ];
  return make('section', { class: 'card', 'aria-labelledby': heading }, ...parts.filter((part) => part !== null));
}

const main = document.getElementById('overview');
const heading = main.querySelector('h1');
let built = '';

// The same site again, as after each reconnection, leaves the page as it is.
function build() {
  const devices = [...store.devices.values()];
  const plan = JSON.stringify(
    devices.map(({ id, title, properties, actions, signIn }) => [id, title, properties, actions, signIn]));
  if (!store.known || plan === built) {
    return;
  }
  built = plan;
  main.replaceChildren(heading, ...devices.map(card));
  main.dataset.stages = main.querySelectorAll('.stage').length;
  if (devices.length === 0) {
    main.append(make('p', { class: 'notice', role: 'status' }, 'This site has no devices yet.'));
  }
  main.removeAttribute('aria-busy');
}

store.observe('', build);
build();
