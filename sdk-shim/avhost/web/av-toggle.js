// <av-toggle bind="door.closed">: a boolean property to be written, as a switch.
import { valueOf } from '/av/binding.js';
import { AvElement, make, put, say } from '/av/element.js';
import { Failure } from '/av/failure.js';
import { requests } from '/av/panel.js';

class AvToggle extends AvElement {
  static observedAttributes = ['bind', 'label'];
  #button;
  #name;
  #state;
  #failure;
  #wanted = null; // while a write is under way
  #ready = null;

  build() {
    this.#name = make('span', { class: 'av-text' });
    this.#state = make('span', { class: 'av-state', 'aria-hidden': 'true' });
    this.#button = make('button', { type: 'button', role: 'switch', 'aria-checked': 'false' },
      this.#name, make('span', { class: 'av-track', 'aria-hidden': 'true' }), this.#state);
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
    say(this.#state, value === null ? 'Not known' : value ? 'Yes' : 'No');
    put(this.#button, 'aria-checked', value === true ? 'true' : 'false');
    put(this.#button, 'aria-disabled', this.#ready && this.#wanted === null ? null : 'true');
    put(this.#button, 'aria-busy', this.#wanted === null ? null : 'true');
    put(this, 'data-empty', value === null ? '' : null);
  }

  async #press() {
    if (!this.#ready || this.#wanted !== null) {
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
