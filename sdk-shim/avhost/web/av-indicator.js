// <av-indicator bind="lobby.is_playing">: a boolean as a lamp with its name. Told by shape and word, not by colour alone.
import { valueOf } from '/av/binding.js';
import { make, put, say } from '/av/dom.js';
import { AvElement } from '/av/element.js';

class AvIndicator extends AvElement {
  static observedAttributes = ['bind', 'label'];
  #lamp;
  #name;
  #state;

  build() {
    this.#lamp = make('span', { class: 'av-lamp', 'aria-hidden': 'true' });
    this.#name = make('span', { class: 'av-text' });
    this.#state = make('span', { class: 'av-hidden' });
    this.append(this.#lamp, this.#name, this.#state);
  }

  draw() {
    const found = this.bound('properties');
    const value = found && valueOf(found);
    say(this.#name, this.getAttribute('label') ?? found?.spec.title ?? found?.id ?? '');
    const words = found?.spec['dp:words'];
    const shown = value !== null && words !== undefined && Object.hasOwn(words, value);
    say(this.#state, shown ? words[value] : value === null ? ': not known' : value ? ': yes' : ': no');
    put(this.#state, 'class', shown ? 'av-state' : 'av-hidden');
    put(this, 'data-value', value === null ? null : value ? 'on' : 'off');
  }
}

customElements.define('av-indicator', AvIndicator);
