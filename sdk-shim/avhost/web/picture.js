// What an <img> shows, without ever showing it broken. The picture before stays until the new one is there, so that nothing
// flickers, but not for long: it belongs to something else. One that cannot be had is tried again, after ever longer pauses
// and when the browser is back on the network.
import { pauseAfter } from '/av/picture-rules.js';

const keptFor = 2000; // ms

const failed = new Set();
window.addEventListener('online', () => [...failed].forEach((picture) => picture.retry()));

export class Picture {
  #image;
  #tell;
  #address = null;
  #failures = 0; // in a row
  #timer;

  /** `tell(isShown)`: whether the image has a picture to show now, or something else has to stand there. */
  constructor(image, tell) {
    this.#image = image;
    this.#tell = tell;
    image.addEventListener('load', () => this.#loaded());
    image.addEventListener('error', () => this.#fail());
    tell(false);
  }

  /** Shows the picture at this address; null shows none. The same address again is no change. */
  show(address) {
    if (address === this.#address) {
      return;
    }
    this.#forget();
    this.#address = address;
    if (address === null) {
      this.#image.removeAttribute('src');
      this.#tell(false);
      return;
    }
    this.#image.src = address;
    this.#timer = setTimeout(() => this.#tell(false), keptFor);
  }

  /** Asks again for a picture that could not be had. */
  retry() {
    const address = this.#address;
    const failures = this.#failures;
    this.#forget();
    if (this.#image.isConnected) { // else it is asked for when it is shown again
      this.#address = address;
      this.#failures = failures;
      this.#image.src = address;
    }
  }

  #forget() {
    clearTimeout(this.#timer);
    failed.delete(this);
    this.#address = null;
    this.#failures = 0;
  }

  #loaded() {
    clearTimeout(this.#timer);
    this.#failures = 0;
    this.#tell(this.#address !== null);
  }

  #fail() {
    if (this.#address === null) {
      return;
    }
    clearTimeout(this.#timer);
    this.#tell(false);
    failed.add(this);
    this.#timer = setTimeout(() => this.retry(), pauseAfter(++this.#failures));
  }
}
