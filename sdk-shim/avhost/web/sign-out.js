// A button that signs out after a question. Knows the document only.
import { make, put, say } from '/av/dom.js';
import { setHindrance } from '/av/pressable.js';

let count = 0;

export class SignOut {
  #button = make('button', { type: 'button', class: 'av-press' }, 'Sign out');
  #says = make('p', { class: 'av-outcome', role: 'status' });
  #confirm = make('button', { type: 'button', class: 'av-press av-danger' }, 'Sign out');
  #dialog;
  #signOut;

  element;

  /** signOut() does it: promise of {status, text}. */
  constructor({ name, signOut }) {
    this.#signOut = signOut;
    const heading = `av-sign-out-${++count}`;
    const keep = make('button', { type: 'button', class: 'av-press', autofocus: '' }, 'Stay signed in');
    this.#dialog = make('dialog', { class: 'av-dialog', 'aria-labelledby': heading },
      make('h3', { id: heading }, `Sign out of ${name}?`),
      make('p', {}, 'It shows and does nothing then, until somebody signs in again.'),
      make('div', { class: 'av-row' }, keep, this.#confirm));
    this.element = make('div', { class: 'av-sign-out' }, this.#button, this.#says, this.#dialog);
    this.#button.addEventListener('click', () => this.#button.hasAttribute('aria-disabled') || this.#dialog.showModal());
    keep.addEventListener('click', () => this.#dialog.close());
    this.#confirm.addEventListener('click', () => {
      this.#dialog.close();
      this.#perform();
    });
  }

  set offered(offered) {
    this.#button.hidden = !offered;
  }

  /** Why it cannot be done now, as a sentence; null: it can. */
  set hindrance(reason) {
    setHindrance(this.#button, reason);
  }

  /** Forgets what came of the last time. */
  clear() {
    say(this.#says, '');
  }

  async #perform() {
    say(this.#says, 'One moment…');
    const { status, text } = await this.#signOut();
    put(this.#says, 'data-outcome', status === 'ok' ? 'ok' : 'refused');
    say(this.#says, text || (status === 'ok' ? 'Signed out.' : 'Signing out has failed.'));
  }
}
