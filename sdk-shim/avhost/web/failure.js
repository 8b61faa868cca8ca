// The sentence of a failed press, in a bubble below the element that was pressed, so that nothing else moves. One at a
// time on a page.
import { make, say } from '/av/dom.js';
import { words } from '/av/format.js';

const shownFor = 8_000; // ms
let shown = null;

export class Failure {
  #bubble;
  #timer = 0;

  /** The bubble is there from the start, empty: only then is a change in it read out. */
  constructor(owner) {
    this.#bubble = owner.appendChild(make('span', { class: 'av-failure', role: 'alert' }));
    this.#bubble.addEventListener('click', () => this.clear());
  }

  /** Shows an outcome unless it is ok. */
  show({ status, text }) {
    if (status === 'ok') {
      return;
    }
    shown?.clear();
    shown = this;
    say(this.#bubble, text || `${words(String(status))}.`);
    this.#keepInside();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.clear(), shownFor);
  }

  /** What was pressed cannot be, and this is why. */
  explain(sentence) {
    if (sentence !== null) {
      this.show({ status: 'refused', text: sentence });
    }
  }

  clear() {
    shown = shown === this ? null : shown;
    clearTimeout(this.#timer);
    say(this.#bubble, '');
  }

  #keepInside() {
    const style = this.#bubble.style;
    style.translate = '';
    const over = this.#bubble.getBoundingClientRect().right - (document.documentElement.clientWidth - 8);
    style.translate = over > 0 ? `${-over}px 0` : '';
    this.#bubble.scrollIntoView({ block: 'nearest' });
  }
}
