// <av-label bind="lobby.track_name" empty="Nothing plays">: a property as text.
import { valueOf } from '/av/binding.js';
import { make, put, say } from '/av/dom.js';
import { AvElement } from '/av/element.js';
import { text, unknown } from '/av/format.js';
import { store } from '/av/panel.js';

class AvLabel extends AvElement {
  static observedAttributes = ['bind', 'empty'];
  #text;

  build() {
    this.#text = this.appendChild(make('span', { class: 'av-text' }));
  }

  draw() {
    const found = this.bound('properties');
    const value = found && valueOf(found);
    const shown = text(value, found?.spec, this.getAttribute('empty') ?? unknown, store.clock.now());
    say(this.#text, shown);
    put(this.#text, 'title', shown.length > 20 ? shown : null); // long ones may be cut off
    put(this, 'data-empty', value === null ? '' : null);
  }
}

customElements.define('av-label', AvLabel);
