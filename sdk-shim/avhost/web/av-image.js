// <av-image bind="lobby.artwork_url" link="lobby.item_url" alt-bind="lobby.track_name">: a picture as it is. Never cut,
// tinted or written over; marks of any kind belong beside it.
import { valueOf } from '/av/binding.js';
import { make, put } from '/av/dom.js';
import { AvElement } from '/av/element.js';
import { webAddress } from '/av/av-link.js';

const pictureAddress = (value) =>
  webAddress(value) ?? (typeof value === 'string' && /^data:image\//i.test(value) ? value : null);

class AvImage extends AvElement {
  static observedAttributes = ['bind', 'link', 'alt-bind'];
  #link;
  #image;

  build() {
    this.#image = make('img', { alt: '', referrerpolicy: 'no-referrer', decoding: 'async', draggable: 'false' });
    this.#image.onload = () => put(this, 'data-empty', null);
    this.#image.onerror = () => put(this, 'data-empty', '');
    this.#link = this.appendChild(make('a', { target: '_blank', rel: 'noopener noreferrer' }, this.#image));
    put(this, 'data-empty', '');
  }

  draw() {
    const found = this.bound('properties');
    const address = found && pictureAddress(valueOf(found));
    const named = this.hasAttribute('alt-bind') ? this.bound('properties', 'alt-bind') : null;
    const linked = this.hasAttribute('link') ? this.bound('properties', 'link') : null;
    const page = linked && webAddress(valueOf(linked));
    const name = (named && valueOf(named)) ?? found?.spec.title ?? '';
    put(this.#image, 'alt', address ? String(name) : '');
    if (!address) {
      this.#image.removeAttribute('src');
      put(this, 'data-empty', '');
    } else if (this.#image.getAttribute('src') !== address) {
      this.#image.src = address;
    }
    put(this.#link, 'href', address && page);
    put(this.#link, 'aria-label', address && page ? `${name}, opens its page` : null);
  }
}

customElements.define('av-image', AvImage);
