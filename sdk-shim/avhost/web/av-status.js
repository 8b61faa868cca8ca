// <av-status device="lobby">: how a device is, in a word and a sentence; and, before all else, that the connection
// between this page and the host is lost. text-bind and word-bind name properties that say it better than the health.
// A panel that may operate only gets sentences for guests. When nobody is signed in a button leads to where that is done;
// the attribute plain leaves it out.
import { meant, valueOf } from '/av/binding.js';
import { make, put, say } from '/av/dom.js';
import { AvElement } from '/av/element.js';
import { text } from '/av/format.js';
import { sentenceOf, stateOf, withoutRepetition, wordOf } from '/av/health.js';
import { store } from '/av/panel.js';
import { needsSignIn, setupPage } from '/av/sign-in.js';

class AvStatus extends AvElement {
  static observedAttributes = ['device', 'plain', 'text-bind', 'word-bind'];
  #word;
  #text;
  #signIn;

  build() {
    this.#word = make('span', { class: 'av-word' });
    this.#text = make('span', { class: 'av-text' });
    this.#signIn = make('a', { class: 'av-press av-main' }, 'Sign in');
    this.append(make('span', { class: 'av-says', role: 'status' }, this.#word, this.#text), this.#signIn);
  }

  devices() {
    return [...super.devices(), this.getAttribute('device')].filter(Boolean);
  }

  draw() {
    const { state, word, sentence } = this.#report();
    put(this, 'data-state', state);
    say(this.#word, word);
    say(this.#text, sentence);
    put(this.#text, 'title', sentence || null);
    const device = store.devices.get(this.getAttribute('device') ?? '');
    const offered = device && store.connected && needsSignIn(device) && store.role === 'set_up' && !this.hasAttribute('plain');
    this.#signIn.hidden = !offered;
    put(this.#signIn, 'href', offered ? setupPage(device.id) : null);
  }

  #report() {
    if (!store.connected) {
      const isForGuests = store.role !== 'set_up';
      return store.known
        ? { state: 'lost', word: 'No connection', sentence: isForGuests ? 'It comes back by itself.' : 'The panel has lost the host. What is shown may be out of date.' }
        : { state: 'connecting', word: 'Connecting', sentence: 'The panel is looking for the host.' };
    }
    if (!store.known) {
      return { state: 'connecting', word: 'Connecting', sentence: '' };
    }
    const id = this.getAttribute('device') ?? '';
    const device = store.devices.get(id);
    if (!device) {
      this.fault(`device="${id}": the site has no such device${meant(id, store.devices.keys())}`);
      return { state: 'failed', word: '', sentence: '' };
    }
    const state = stateOf(device);
    const bound = (attribute) => {
      const found = this.hasAttribute(attribute) ? this.bound('properties', attribute) : null;
      const value = found && valueOf(found);
      return value === null ? '' : text(value, found.spec);
    };
    const word = bound('word-bind') || wordOf(device);
    return { state, ...withoutRepetition(word, sentenceOf(device, store.role, bound('text-bind'))) };
  }
}

customElements.define('av-status', AvStatus);
