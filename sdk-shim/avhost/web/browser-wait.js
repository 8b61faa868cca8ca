// "This browser runs on the controller itself": waits for it, shows that it does, and can be told to stop. Knows the
// document only.
import { make, put, say } from '/av/dom.js';
import { setHindrance } from '/av/pressable.js';

const impossible = ['unsupported', 'busy']; // no fault of the person: pasting is the way

export class BrowserWait {
  #button = make('button', { type: 'button', class: 'av-press' },
    'This browser runs on the controller itself: wait for it');
  #cancel = make('button', { type: 'button', class: 'av-press' }, 'Stop waiting');
  #says = make('p', { class: 'av-outcome', role: 'status' });
  #begin;
  #finished;
  #running = null;
  #hindrance = null;

  element;

  /** begin() starts an attempt: {outcome: promise of {status, text}, cancel()}. finished(outcome) tells of a good one. */
  constructor({ begin, finished }) {
    this.#begin = begin;
    this.#finished = finished;
    this.element = make('div', { class: 'av-wait' }, this.#button, this.#cancel, this.#says);
    this.#cancel.hidden = true;
    this.#button.addEventListener('click', () => this.start());
    this.#cancel.addEventListener('click', () => this.#stop());
  }

  /** Waits, unless it does already. */
  async start() {
    if (this.#running || this.#hindrance !== null) {
      return;
    }
    this.#running = this.#begin();
    this.#show('waiting', 'Waiting for the browser to come back…');
    const outcome = await this.#running.outcome;
    this.#running = null;
    this.#show(impossible.includes(outcome.status) ? 'note' : outcome.status === 'ok' ? 'ok' : 'refused', sentenceOf(outcome));
    if (outcome.status === 'ok') {
      this.#finished(outcome);
    }
  }

  /** Why it cannot begin now, as a sentence; null: it can. */
  set hindrance(reason) {
    this.#hindrance = reason;
    if (!this.#running) {
      setHindrance(this.#button, reason);
    }
  }

  /** Forgets what came of the last wait. */
  clear() {
    if (!this.#running) {
      say(this.#says, '');
    }
  }

  #stop() {
    this.#running?.cancel();
    this.#button.focus(); // the one that was pressed goes away
  }

  #show(state, sentence) {
    const waiting = state === 'waiting';
    put(this.element, 'aria-busy', waiting ? 'true' : null);
    setHindrance(this.#button, this.#hindrance);
    put(this.#button, 'aria-disabled', waiting || this.#hindrance !== null ? 'true' : null);
    this.#cancel.hidden = !waiting;
    put(this.#says, 'data-outcome', state);
    say(this.#says, sentence);
  }
}

function sentenceOf({ status, text }) {
  if (impossible.includes(status)) {
    return 'The controller cannot wait for the browser now. Please paste the address.';
  }
  switch (status) {
    case 'canceled': // by a press, or because a pasted address did it
      return '';
    case 'timeout':
      return 'No browser has come back in time. Please try again, or paste the address.';
    default:
      return text || (status === 'ok' ? 'The sign-in worked.' : 'The sign-in was refused.');
  }
}
