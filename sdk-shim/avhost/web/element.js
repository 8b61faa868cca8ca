// What all elements have in common: they draw themselves again when an attribute or their device changes, mark
// themselves stale while the connection is lost, and show a mistake in the page where it was made.
import { find, parse } from '/av/binding.js';
import { make, put, say } from '/av/dom.js';
import { store, watch } from '/av/panel.js';

export class AvElement extends HTMLElement {
  #leave = [];
  #built = false;
  #fault = null;

  /** Subclasses: build() makes the children once, draw() fills them; both may use the store. */
  build() {}
  draw() {}

  /** The devices that draw() reads; the default takes those of the attributes with a binding. */
  devices() {
    return this.constructor.observedAttributes
      .filter((name) => this.constructor.bindings.includes(name))
      .map((name) => parse(this.getAttribute(name))?.device)
      .filter((device) => device !== undefined);
  }

  static observedAttributes = [];
  static bindings = ['bind', 'action', 'link', 'alt-bind', 'text-bind', 'word-bind', 'state-bind'];

  connectedCallback() {
    if (!this.#built) {
      this.#built = true;
      this.build();
    }
    this.#join();
    this.#refresh();
  }

  disconnectedCallback() {
    this.#part();
  }

  attributeChangedCallback() {
    if (this.isConnected && this.#built) {
      this.#part();
      this.#join();
      this.#refresh();
    }
  }

  /** Draws again outside the usual occasions. */
  refresh() {
    if (this.isConnected) {
      this.#refresh();
    }
  }

  /** Looks up an attribute's binding; on a mistake shows it and returns null, also while the site is not known. */
  bound(kind, attribute = 'bind') {
    return this.lookUp(kind, this.getAttribute(attribute), attribute);
  }

  /** The same for a name that comes from elsewhere; `attribute` is what the mistake would be in. */
  lookUp(kind, name, attribute) {
    if (!store.known) {
      return null;
    }
    const found = find(store, kind, name, attribute);
    if (found.error) {
      this.fault(found.error);
      return null;
    }
    return found;
  }

  /** Shows what is wrong with the page, in place of the element. */
  fault(text) {
    this.#fault = text;
  }

  #join() {
    for (const device of new Set(this.devices())) {
      this.#leave.push(store.observe(device, () => this.#refresh()), watch(device));
    }
    this.#leave.push(store.observe('', () => this.#refresh()));
  }

  #part() {
    for (const leave of this.#leave.splice(0)) {
      leave();
    }
  }

  #refresh() {
    this.#fault = null;
    this.draw();
    put(this, 'stale', store.known && !store.connected ? '' : null);
    put(this, 'data-fault', this.#fault);
    const shown = this.querySelector(':scope > .av-fault');
    if (this.#fault === null) {
      shown?.remove();
    } else {
      const note = shown ?? this.appendChild(make('span', { class: 'av-fault', role: 'note' }));
      say(note, this.#fault);
    }
  }
}
