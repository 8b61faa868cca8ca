// What all elements have in common: they draw themselves again when an attribute or their device changes, mark
// themselves stale while the connection is lost, and show a mistake in the page where it was made.
import { find, parse } from '/av/binding.js';
import { store, watch } from '/av/panel.js';

/** Makes an element with attributes and children. Text goes in as text, never as markup. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Sets an attribute, or removes it for null; leaves the document alone when nothing changes. */
export function put(element, name, value) {
  if (value === null) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value);
  }
}

/** Sets the text; the same text again is no change, so nothing is read out twice. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

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
  static bindings = ['bind', 'action', 'link', 'alt-bind', 'text-bind', 'word-bind'];

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
    if (!store.known) {
      return null;
    }
    const found = find(store, kind, this.getAttribute(attribute), attribute);
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
