// The page /av/setup.html?device=ID: one device-setup with the device's name above it.
import '/av/device-setup.js';
import { make, say } from '/av/dom.js';
import { store } from '/av/panel.js';

const main = document.getElementById('setup');
const heading = main.querySelector('h1');
const id = new URLSearchParams(location.search).get('device') ?? '';

function name() {
  const title = store.devices.get(id)?.title;
  say(heading, title ? `Set up ${title}` : 'Set up');
  document.title = heading.textContent;
}

store.observe('', name);
name();
main.append(make('device-setup', { device: id }));
