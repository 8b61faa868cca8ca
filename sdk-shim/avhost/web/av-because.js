// <av-because device="lobby">: which rule made the device as it is, while that is so. Takes no room otherwise.
import { meant } from '/av/binding.js';
import { make, say } from '/av/dom.js';
import { AvElement } from '/av/element.js';
import { store } from '/av/panel.js';

class AvBecause extends AvElement {
  static observedAttributes = ['device'];
  #text;

  build() {
    this.#text = this.appendChild(make('span', { class: 'av-text', role: 'status' }));
  }

  devices() {
    return [this.getAttribute('device')].filter(Boolean);
  }

  draw() {
    const id = this.getAttribute('device') ?? '';
    const device = store.devices.get(id);
    if (store.known && !device) {
      this.fault(`device="${id}": the site has no such device${meant(id, store.devices.keys())}`);
    }
    say(this.#text, (device?.because ?? []).map(({ text }) => text).join('. '));
  }
}

customElements.define('av-because', AvBecause);
