// <device-setup device="lobby">: signs a device in and out, by the names in its manifest. A page needs this and
// device-setup.css beside av.css.
import { meant } from '/av/binding.js';
import { BrowserWait } from '/av/browser-wait.js';
import { ConsentSteps } from '/av/consent-steps.js';
import { make, say } from '/av/dom.js';
import { AvElement } from '/av/element.js';
import { moment } from '/av/format.js';
import { requests, store } from '/av/panel.js';
import { withoutHost } from '/av/pressable.js';
import { consentLink, isLoopback, isSignedIn, signInEnd } from '/av/sign-in.js';
import { SignOut } from '/av/sign-out.js';
import { statusOf } from '/av/status-of.js';

const pasteLimit = 30_000; // ms
const waitLimit = 300_000; // ms, the longest that plugins offer

class DeviceSetup extends AvElement {
  static observedAttributes = ['device'];
  #shown = null; // the device that the children belong to, by id and name
  #until;
  #signInTitle;
  #steps;
  #wait;
  #signOut;

  devices() {
    return [this.getAttribute('device')].filter(Boolean);
  }

  draw() {
    const id = this.getAttribute('device') ?? '';
    const device = store.devices.get(id);
    if (!store.known) {
      this.#only('Connecting to the host…');
    } else if (!device) {
      this.#only('');
      this.fault(`device="${id}": the site has no such device${meant(id, store.devices.keys())}`);
    } else if (store.role !== 'set_up') {
      this.#only('Setting up needs a key with the role “set up”.');
    } else if (device.signIn === null) { // which is so, too, when its plugin could not be read
      this.#only('There is nothing to be set up here.');
    } else {
      this.#fill(device);
    }
  }

  /** One sentence in place of everything. */
  #only(sentence) {
    this.#shown = null;
    if (this.childElementCount !== 1 || this.textContent !== sentence) {
      this.replaceChildren(make('p', { class: 'av-note', role: 'status' }, sentence));
    }
  }

  #fill(device) {
    const shown = JSON.stringify([device.id, device.name]);
    if (this.#shown !== shown) {
      this.#shown = shown;
      this.#assemble(device);
    }
    const signedIn = isSignedIn(device);
    const end = signInEnd(device);
    say(this.#until, end !== null ? `Signed in until ${moment(end, store.clock.now())}.` : signedIn ? 'Signed in.' : '');
    say(this.#signInTitle, signedIn ? 'Sign in anew' : 'Sign in');
    this.#steps.link = consentLink(device);
    this.#wait.hindrance = withoutHost(store);
    if (this.#signOut) {
      this.#signOut.offered = signedIn;
      this.#signOut.hindrance = withoutHost(store);
    }
  }

  #assemble({ id, name, signIn, actions, ...rest }) {
    const invoke = (params, limit) => requests.begin(id, signIn.action, params, limit);
    const longest = actions[signIn.action].input?.properties?.[signIn.parameter]?.maxLength ?? Infinity;

    this.#until = make('p', { class: 'av-until' });
    const status = statusOf({ id, ...rest });
    status.setAttribute('plain', ''); // its button would lead here

    this.#wait = new BrowserWait({
      begin: () => invoke({}, waitLimit),
      finished: () => this.#signOut?.clear(),
    });
    this.#steps = new ConsentSteps({
      opened: () => isLoopback(location.hostname) && this.#wait.start(),
      hindrance: (text) => !store.connected ? 'There is no connection to the host. Please try again in a moment.'
        : text.length > longest ? 'This is too long for an address. Please copy the address alone.' : '',
      pasted: async (text) => {
        const outcome = await invoke({ [signIn.parameter]: text }, pasteLimit).outcome;
        const ok = outcome.status === 'ok';
        if (ok) {
          this.#wait.clear();
          this.#signOut?.clear();
        }
        return { ok, sentence: outcome.text || (ok ? 'The sign-in worked.' : 'The sign-in was refused.') };
      },
    });
    this.#signInTitle = make('h2');
    this.#signOut = signIn.sign_out === undefined ? null
      : new SignOut({
        name,
        signOut: () => {
          this.#wait.clear();
          this.#steps.tell(true, '');
          return requests.invoke(id, signIn.sign_out);
        },
      });

    const section = (name, ...children) => make('section', { class: `av-part ${name}` }, ...children);
    const parts = [
      section('av-now', make('h2', {}, 'Status'), status, this.#until, ...(this.#signOut ? [this.#signOut.element] : [])),
      section('av-do', this.#signInTitle, this.#steps.element, this.#wait.element),
    ];
    if (signIn.hints.length > 0) {
      parts.push(section('av-help', make('h2', {}, 'If it does not work'),
        make('ul', {}, ...signIn.hints.map((hint) => make('li', {}, hint)))));
    }
    this.replaceChildren(...parts);
  }
}

customElements.define('device-setup', DeviceSetup);
