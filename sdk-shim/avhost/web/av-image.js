// <av-image bind="lobby.artwork_url" link="lobby.item_url" alt-bind="lobby.track_name">: a picture as it is. Never cut,
// tinted or written over; marks of any kind belong beside it. Where there is none, or none can be had, `icon` stands there.
import { valueOf } from '/av/binding.js';
import { make, put } from '/av/dom.js';
import { AvElement } from '/av/element.js';
import { showIcon } from '/av/icons.js';
import { webAddress } from '/av/av-link.js';
import { Picture } from '/av/picture.js';
import { pictureAddress } from '/av/picture-rules.js';

class AvImage extends AvElement {
  static observedAttributes = ['bind', 'link', 'alt-bind', 'icon'];
  #link;
  #image;
  #picture;
  #none;

  build() {
    this.#image = make('img', { alt: '', referrerpolicy: 'no-referrer', decoding: 'sync', draggable: 'false' });
    this.#link = make('a', { target: '_blank', rel: 'noopener noreferrer' }, this.#image);
    this.#none = make('span', { class: 'av-no-picture', 'aria-hidden': 'true' });
    this.append(this.#link, this.#none);
    this.#picture = new Picture(this.#image, (isShown) => put(this, 'data-empty', isShown ? null : ''));
  }

  draw() {
    const found = this.bound('properties');
    const address = found && pictureAddress(valueOf(found));
    const named = this.hasAttribute('alt-bind') ? this.bound('properties', 'alt-bind') : null;
    const linked = this.hasAttribute('link') ? this.bound('properties', 'link') : null;
    const page = linked && webAddress(valueOf(linked));
    const name = (named && valueOf(named)) ?? found?.spec.title ?? '';
    showIcon(this.#none, this.getAttribute('icon') ?? 'picture');
    put(this.#image, 'alt', address ? String(name) : '');
    this.#picture.show(address ?? null);
    put(this.#link, 'href', address && page);
    put(this.#link, 'aria-label', address && page ? `${name}, opens its page` : null);
  }
}

customElements.define('av-image', AvImage);
