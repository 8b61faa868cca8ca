// <device-diagnosis device="lobby">: how a device is, what it has used up of what it may, and what its action `diagnostics`
// says when it has one. With plain it leaves out the
// status, with brief the action. A page needs this and diagnosis.css beside av.css.
import '/av/av-label.js';
import '/av/av-progress.js';
import { isAllowed, meant } from '/av/binding.js';
import { make, put, say } from '/av/dom.js';
import { AvElement } from '/av/element.js';
import { diagnosticsOf, nameOf } from '/av/hints.js';
import { jsonView } from '/av/json-view.js';
import { requests, store } from '/av/panel.js';
import { setHindrance, withoutHost } from '/av/pressable.js';
import { statusOf } from '/av/status-of.js';

const limit = 20_000; // ms

class DeviceDiagnosis extends AvElement {
  static observedAttributes = ['device'];
  #shown = '';
  #button;
  #says;
  #result;
  #busy = false;

  devices() {
    return [this.getAttribute('device')].filter(Boolean);
  }

  draw() {
    const id = this.getAttribute('device') ?? '';
    const device = store.devices.get(id);
    if (!store.known) {
      return;
    }
    if (!device) {
      this.#shown = '';
      this.fault(`device="${id}": the site has no such device${meant(id, store.devices.keys())}`);
      return;
    }
    const plan = JSON.stringify([id, device.properties, Object.keys(device.actions), store.role]);
    if (plan !== this.#shown) {
      this.#shown = plan;
      this.#assemble(device);
    }
    if (this.#button?.isConnected) {
      setHindrance(this.#button, withoutHost(store));
    }
  }

  #assemble(device) {
    const facts = diagnosticsOf(device).map(({ spec, bind, id }) =>
      make('div', { class: 'av-fact' }, make('span', { class: 'av-fact-name' }, nameOf({ id, spec })),
        make(spec['dp:limit'] === undefined ? 'av-label' : 'av-progress', { bind })));
    const parts = [...(this.hasAttribute('plain') ? [] : [statusOf(device)]), ...(facts.length === 0 ? [] : [make('div', { class: 'av-facts' }, ...facts)])];
    const action = device.actions.diagnostics;
    if (action && isAllowed(action, store.role)) {
      this.#button = make('button', { type: 'button', class: 'av-press' }, 'Look inside');
      this.#says = make('p', { class: 'av-outcome', role: 'status' });
      this.#result = make('div', { class: 'av-result' });
      this.#button.addEventListener('click', () => this.#look(device.id));
      parts.push(this.#button, this.#says, this.#result);
    }
    this.replaceChildren(...parts);
  }

  async #look(device) {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    put(this.#button, 'aria-busy', 'true');
    say(this.#says, 'One moment…');
    const { status, text, result } = await requests.invoke(device, 'diagnostics', {}, limit);
    this.#busy = false;
    put(this.#button, 'aria-busy', null);
    put(this.#says, 'data-outcome', status === 'ok' ? 'ok' : 'refused');
    say(this.#says, status === 'ok' ? '' : text || 'The device has said nothing.');
    say(this.#button, 'Look again');
    if (status === 'ok') {
      this.#result.replaceChildren(jsonView('inside', result, store.clock.now()));
    }
  }
}

customElements.define('device-diagnosis', DeviceDiagnosis);
