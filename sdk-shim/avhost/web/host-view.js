// What is to be done to the host itself: read the site file again, take a support bundle away, forget this panel's key.
import { make, put, say } from '/av/dom.js';
import { send, store, subscribe } from '/av/panel.js';
import { setHindrance, withoutHost } from '/av/pressable.js';

const patience = 30_000; // ms for the answer of the host

export class HostView {
  #version = make('p', { class: 'av-note' });
  #reload = make('button', { type: 'button', class: 'av-press' }, 'Read the site file again');
  #bundle = make('a', { class: 'av-press', href: '/support-bundle' }, 'Support bundle');
  #logOut = make('button', { type: 'button', class: 'av-press' }, 'Forget this panel’s key');
  #says = make('p', { class: 'av-outcome av-lines', role: 'status' });
  #timer = 0;
  #lost = false; // the connection

  element;

  constructor() {
    this.element = make('div', { class: 'av-host' }, this.#version,
      make('div', { class: 'av-row-start' }, this.#reload, this.#bundle, this.#logOut),
      this.#says);
    this.#reload.addEventListener('click', () => this.#read());
    this.#logOut.addEventListener('click', () => this.#forget());
    const tell = () => {
      this.#logOut.hidden = !store.keys;
      [this.#reload, this.#bundle, this.#logOut].forEach((one) => setHindrance(one, withoutHost(store)));
      put(this.#bundle, 'href', store.connected ? '/support-bundle' : null);
      put(this.#bundle, 'role', store.connected ? null : 'link');
      say(this.#version, store.version === '' ? '' : `Version of the host: ${store.version}`);
      if (this.#timer !== 0 && this.#lost && store.connected) { // the answer went with the connection
        this.#outcome(true, 'The site file was read and the panel was opened anew. What came of it is in the log.');
      }
      this.#lost = !store.connected;
    };
    store.observe('', tell);
    tell();
    subscribe({ key: 'reload', asked: false, take: ({ reload, text }) => this.#outcome(reload === 'ok', text), refused: () =>
      this.#outcome(false, 'This host reads its site file at its start only.') });
  }

  #read() {
    if (this.#timer !== 0) {
      return;
    }
    if (!send({ reload: true })) {
      this.#outcome(false, 'There is no connection to the host.');
      return;
    }
    put(this.#reload, 'aria-busy', 'true');
    say(this.#says, 'One moment…');
    this.#timer = setTimeout(() => this.#outcome(false, 'The host did not answer in time.'), patience);
  }

  #outcome(ok, text) {
    this.#timer = (clearTimeout(this.#timer), 0);
    put(this.#reload, 'aria-busy', null);
    put(this.#says, 'data-outcome', ok ? 'ok' : 'refused');
    say(this.#says, text || (ok ? 'The site file was read.' : 'The site file could not be taken.'));
  }

  async #forget() {
    const answer = await fetch('/logout', { method: 'POST' }).catch(() => null);
    if (answer?.ok) {
      location.assign('/');
    } else {
      this.#outcome(false, answer === null ? 'The host does not answer.' : 'This panel has no key that could be forgotten.');
    }
  }
}
