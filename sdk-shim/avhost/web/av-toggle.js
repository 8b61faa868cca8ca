// <av-toggle bind="door.closed">: a boolean property to be written, as a switch; with icon as a picture, and with
// icon-on as another one while it is true.
import { valueOf } from '/av/binding.js';
import { make, put, say } from '/av/dom.js';
import { AvElement } from '/av/element.js';
import { Failure } from '/av/failure.js';
import { text } from '/av/format.js';
import { hindrance } from '/av/hindrance.js';
import { showIcon } from '/av/icons.js';
import { requests, store } from '/av/panel.js';

const notKnown = 'Not known';

class AvToggle extends AvElement {
  static observedAttributes = ['bind', 'label', 'icon', 'icon-on'];
  #button;
  #picture = make('span', { class: 'av-icon', 'aria-hidden': 'true' });
  #name;
  #state;
  #failure;
  #wanted = null; // while a write is under way
  #ready = null;
  #hindrance = null; // the sentence on why a press would come to nothing

  build() {
    this.#name = make('span', { class: 'av-text' });
    this.#state = make('span', { class: 'av-state', 'aria-hidden': 'true' });
    this.#button = make('button', { type: 'button', role: 'switch', 'aria-checked': 'false' },
      this.#picture, this.#name, make('span', { class: 'av-track', 'aria-hidden': 'true' }), this.#state);
    this.#button.addEventListener('click', () => this.#press());
    this.append(this.#button);
    this.#failure = new Failure(this);
  }

  draw() {
    const found = this.bound('properties');
    this.#ready = found;
    if (found && (found.spec.type !== 'boolean' || found.spec.readOnly)) {
      this.fault(`bind="${this.getAttribute('bind')}": ` +
        (found.spec.readOnly ? 'this property cannot be written' : 'a switch needs a boolean property'));
      this.#ready = null;
    }
    const value = this.#wanted ?? (found && valueOf(found));
    say(this.#name, this.getAttribute('label') ?? found?.spec.title ?? found?.id ?? '');
    say(this.#state, text(value, found?.spec, notKnown));
    put(this.#button, 'aria-checked', value === true ? 'true' : 'false');
    // Which way a press would switch is not known either.
    this.#hindrance = found && (hindrance(found, store) ?? (value === null ? `${notKnown}.` : null));
    const usable = this.#ready && this.#hindrance === null && this.#wanted === null;
    put(this.#button, 'aria-disabled', usable ? null : 'true');
    put(this.#button, 'title', this.#hindrance);
    const picture = (value === true && this.getAttribute('icon-on')) || this.getAttribute('icon');
    put(this.#name, 'class', showIcon(this.#picture, picture) ? 'av-hidden' : 'av-text');
    put(this.#button, 'aria-busy', this.#wanted === null ? null : 'true');
    put(this, 'data-empty', value === null ? '' : null);
  }

  async #press() {
    if (this.#button.hasAttribute('aria-disabled')) {
      this.#failure.explain(this.#hindrance);
      return;
    }
    const { device, id } = this.#ready;
    this.#wanted = valueOf(this.#ready) !== true;
    this.#failure.clear();
    this.refresh();
    const outcome = await requests.write(device.id, id, this.#wanted);
    this.#wanted = null;
    this.#failure.show(outcome);
    this.refresh();
  }
}

customElements.define('av-toggle', AvToggle);
