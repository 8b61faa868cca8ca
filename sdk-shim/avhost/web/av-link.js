// <av-link bind="lobby.item_url">Open</av-link>: a property that is an https address, as a link.
import { valueOf } from '/av/binding.js';
import { make, put } from '/av/dom.js';
import { AvElement } from '/av/element.js';

/** The address when it is one to be followed from a panel, else null. */
export function webAddress(value) {
  return typeof value === 'string' && URL.canParse?.(value) !== false && /^https:\/\//i.test(value) ? value : null;
}

class AvLink extends AvElement {
  static observedAttributes = ['bind'];
  #link;

  build() {
    this.#link = make('a', { target: '_blank', rel: 'noopener noreferrer' }, ...this.childNodes);
    this.append(this.#link);
  }

  draw() {
    const found = this.bound('properties');
    const address = found && webAddress(valueOf(found));
    if (found && this.#link.textContent.trim() === '') {
      this.#link.textContent = found.spec.title ?? found.id;
    }
    put(this.#link, 'href', address);
    put(this.#link, 'aria-disabled', address ? null : 'true');
  }
}

customElements.define('av-link', AvLink);
