// <av-button action="lobby.pause" params='{"x":1}'>Pause</av-button>: invokes an action and tells when it failed.
import { requiredOf } from '/av/binding.js';
import { AvElement, make, put } from '/av/element.js';
import { Failure } from '/av/failure.js';
import { requests } from '/av/panel.js';

class AvButton extends AvElement {
  static observedAttributes = ['action', 'params'];
  #button;
  #failure;
  #busy = false;
  #ready = null; // what a press does: {device, id, params}

  build() {
    this.#button = make('button', { type: 'button' }, ...this.childNodes);
    this.#button.addEventListener('click', () => this.#press());
    this.append(this.#button);
    this.#failure = new Failure(this);
  }

  draw() {
    const found = this.bound('actions', 'action');
    this.#ready = found && this.#plan(found);
    if (found && this.#button.textContent.trim() === '') {
      this.#button.textContent = found.spec.title ?? found.id;
    }
    put(this.#button, 'aria-disabled', this.#ready && !this.#busy ? null : 'true');
    put(this.#button, 'aria-busy', this.#busy ? 'true' : null);
  }

  #plan(found) {
    let params = {};
    try {
      params = JSON.parse(this.getAttribute('params') ?? '{}');
    } catch {
      params = null;
    }
    if (params === null || typeof params !== 'object' || Array.isArray(params)) {
      this.fault(`params='${this.getAttribute('params')}': expected a JSON object`);
      return null;
    }
    const inputs = found.spec.input?.properties ?? {};
    const surplus = Object.keys(params).find((name) => !Object.hasOwn(inputs, name));
    const missing = requiredOf(found.spec).find((name) => !Object.hasOwn(params, name));
    if (surplus !== undefined || missing !== undefined) {
      this.fault(surplus !== undefined
        ? `params: “${found.id}” has no parameter “${surplus}”`
        : `params: “${found.id}” needs the parameter “${missing}”`);
      return null;
    }
    return { device: found.device.id, id: found.id, params };
  }

  async #press() {
    if (!this.#ready || this.#busy) {
      return;
    }
    this.#busy = true;
    this.#failure.clear();
    this.refresh();
    const outcome = await requests.invoke(this.#ready.device, this.#ready.id, this.#ready.params);
    this.#busy = false;
    this.#failure.show(outcome);
    this.refresh();
  }
}

customElements.define('av-button', AvButton);
