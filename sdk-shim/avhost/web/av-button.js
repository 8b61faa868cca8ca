// <av-button action="lobby.pause" params='{"x":1}'>Pause</av-button>: invokes an action and tells when it failed. A press
// while the last one is under way counts only where the manifest says that presses add up (dp:repeatable). With confirm
// it takes a second press to do it. icon shows a picture in place of the words, state-bind a property beside them.
import { valueOf } from '/av/binding.js';
import { make, put, say } from '/av/dom.js';
import { AvElement } from '/av/element.js';
import { Failure } from '/av/failure.js';
import { text } from '/av/format.js';
import { showIcon } from '/av/icons.js';
import { hindrance } from '/av/hindrance.js';
import { invocation } from '/av/invocation.js';
import { requests, store } from '/av/panel.js';

const armedFor = 4_000; // ms in which the second press has to come

class AvButton extends AvElement {
  static observedAttributes = ['action', 'params', 'label', 'icon', 'state-bind', 'confirm'];
  #button;
  #picture = make('span', { class: 'av-icon', 'aria-hidden': 'true' });
  #name = make('span', { class: 'av-text' });
  #state = make('span', { class: 'av-state' });
  #written; // what the page has put between the tags
  #failure;
  #pending = new Map(); // action -> presses under way; the attribute may name another one meanwhile
  #ready = null; // what a press does: {device, id, params}
  #hindrance = null; // the sentence on why a press would come to nothing
  #armed = 0; // timer, while a second press is waited for

  build() {
    this.#written = this.textContent.trim();
    this.#name.append(...this.childNodes);
    this.#button = make('button', { type: 'button' }, this.#picture, this.#name, this.#state);
    this.#button.addEventListener('click', () => this.#press());
    this.append(this.#button);
    this.#failure = new Failure(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#disarm();
  }

  draw() {
    const found = this.bound('actions', 'action');
    this.#ready = found && this.#plan(found);
    const busy = this.#pending.has(this.getAttribute('action'));
    this.#hindrance = found && hindrance(found, store);
    const usable = this.#ready !== null && this.#hindrance === null && (!busy || found.spec['dp:repeatable'] === true);
    this.#drawName(found);
    this.#drawState();
    put(this.#button, 'aria-disabled', usable ? null : 'true');
    put(this.#button, 'title', this.#hindrance);
    put(this.#button, 'aria-busy', busy ? 'true' : null);
    put(this, 'data-armed', this.#armed === 0 ? null : '');
  }

  #drawName(found) {
    const pictured = showIcon(this.#picture, this.getAttribute('icon'));
    put(this.#name, 'class', pictured && this.#armed === 0 ? 'av-hidden' : 'av-text');
    const name = this.getAttribute('label') ?? (this.#written || (found?.spec.title ?? found?.id ?? ''));
    if (this.#armed !== 0) {
      say(this.#name, this.getAttribute('confirm') || `Press again: ${name}`);
    } else if (this.#written === '' || this.hasAttribute('label') || this.hasAttribute('confirm')) {
      say(this.#name, name);
    } // else what the page has written stays as it is, markup and all
  }

  #drawState() {
    const shown = this.hasAttribute('state-bind') ? this.bound('properties', 'state-bind') : null;
    const value = shown && valueOf(shown);
    say(this.#state, shown ? text(value, { ...shown.spec, enum: shown.spec.enum ?? shown.spec['dp:options'] }) : '');
    put(this, 'data-value', value);
  }

  #plan(found) {
    const plan = invocation(found, this.getAttribute('params'));
    if (plan.error) {
      this.fault(plan.error);
      return null;
    }
    return plan;
  }

  #disarm() {
    clearTimeout(this.#armed);
    this.#armed = 0;
  }

  async #press() {
    if (this.#button.hasAttribute('aria-disabled')) {
      this.#failure.explain(this.#hindrance);
      return;
    }
    if (this.hasAttribute('confirm') && this.#armed === 0) {
      this.#armed = setTimeout(() => {
        this.#disarm();
        this.refresh();
      }, armedFor);
      this.refresh();
      return;
    }
    this.#disarm();
    const action = this.getAttribute('action');
    const { device, id, params } = this.#ready;
    this.#pending.set(action, (this.#pending.get(action) ?? 0) + 1);
    this.#failure.clear();
    this.refresh();
    const outcome = await requests.invoke(device, id, params);
    const left = this.#pending.get(action) - 1;
    left > 0 ? this.#pending.set(action, left) : this.#pending.delete(action);
    this.#failure.show(outcome);
    this.refresh();
  }
}

customElements.define('av-button', AvButton);
