// <av-slider bind="lobby.volume">: a number to be written, between the bounds of its manifest entry. What is dragged is
// shown at once and sent on the way, a few times a second; what runs with the clock (dp:extrapolate), such as a position,
// is sent when it is let go.
import { valueOf } from '/av/binding.js';
import { boundsOf } from '/av/bounds.js';
import { Coalescer } from '/av/coalesce.js';
import { make, put, say } from '/av/dom.js';
import { AvElement } from '/av/element.js';
import { extrapolate } from '/av/extrapolate.js';
import { Failure } from '/av/failure.js';
import { text } from '/av/format.js';
import { hindrance } from '/av/hindrance.js';
import { requests, store } from '/av/panel.js';
import { startTicking, stopTicking } from '/av/ticker.js';

const every = 80; // ms between two writes while it is dragged

class AvSlider extends AvElement {
  static observedAttributes = ['bind', 'label'];
  #name;
  #input;
  #value;
  #limit;
  #failure;
  #ready = null;
  #hindrance = null; // the sentence on why it cannot be moved
  #held = false; // by a finger
  #wanted = null; // from the first move until it is let go and the outcome of the last write is known
  #writes = new Map(); // binding -> Coalescer, so that a binding that changes leaves the old one in peace
  #tick = () => this.refresh();

  build() {
    this.#name = make('span', { class: 'av-text', 'aria-hidden': 'true' });
    this.#input = make('input', { type: 'range', autocomplete: 'off' });
    this.#value = make('span', { class: 'av-value', 'aria-hidden': 'true' });
    this.#limit = make('span', { class: 'av-limit', 'aria-hidden': 'true' });
    this.append(this.#name, this.#input, this.#value, this.#limit);
    this.#failure = new Failure(this);
    this.#input.addEventListener('input', () => this.#move(false));
    this.#input.addEventListener('change', () => this.#move(true));
    this.#input.addEventListener('pointerdown', () => (this.#held = true));
    this.#input.addEventListener('pointerup', () => this.#release());
    this.#input.addEventListener('pointercancel', () => this.#release());
    // One that is disabled lets presses through; see av.css.
    this.addEventListener('click', ({ target }) => target !== this.#input && this.#input.disabled && this.#failure.explain(this.#hindrance));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    stopTicking(this.#tick);
  }

  draw() {
    const found = this.bound('properties');
    this.#ready = found && this.#checked(found);
    const spec = found?.spec ?? {};
    const values = found?.device.values ?? {};
    const clockwork = Object.hasOwn(spec, 'dp:extrapolate');
    const now = extrapolate(spec, found && valueOf(found), values, (id) => store.now(found?.device, id));
    (now.running && store.connected && this.#wanted === null ? startTicking : stopTicking)(this.#tick);
    const value = this.#wanted ?? now.value;
    const { low, high, step } = boundsOf(spec, values);
    this.#hindrance = found && (hindrance(found, store) ?? (value === null || high === null ? 'Not known.' : null));
    const usable = this.#ready !== null && this.#hindrance === null;
    put(this.#input, 'min', low);
    put(this.#input, 'max', high ?? low + 1);
    put(this.#input, 'step', step);
    if (Number(this.#input.value) !== (value ?? low)) {
      this.#input.value = value ?? low;
    }
    this.#input.disabled = !usable;
    put(this.#input, 'title', this.#hindrance);
    put(this, 'title', this.#hindrance); // for a pointer, which a disabled input does not meet
    const share = value === null || high === null || high <= low ? 0 : Math.min(1, Math.max(0, (value - low) / (high - low)));
    this.#input.style.setProperty('--share', share.toFixed(4));
    const name = this.getAttribute('label') ?? spec.title ?? found?.id ?? '';
    const shown = text(value, spec);
    say(this.#name, name);
    say(this.#value, shown);
    say(this.#limit, clockwork ? text(high, spec) : '');
    put(this.#input, 'aria-label', name);
    put(this.#input, 'aria-valuetext', value === null ? 'not known'
      : clockwork && high !== null ? `${shown} of ${text(high, spec)}` : shown);
    put(this, 'data-empty', value === null ? '' : null);
    put(this, 'data-busy', this.#wanted === null ? null : '');
  }

  #checked(found) {
    const { type, readOnly, minimum, maximum } = found.spec;
    const wrong = readOnly ? 'this property cannot be written'
      : !['integer', 'number'].includes(type) ? 'a slider needs a number'
        : (maximum === undefined && found.spec['dp:extrapolate']?.until === undefined) || minimum === undefined
          ? 'a slider needs a minimum and a maximum in the manifest' : null;
    if (wrong !== null) {
      this.fault(`bind="${this.getAttribute('bind')}": ${wrong}`);
      return null;
    }
    return found;
  }

  #move(final) {
    if (!this.#ready) {
      return;
    }
    this.#wanted = Number(this.#input.value);
    this.#failure.clear();
    if (final || !Object.hasOwn(this.#ready.spec, 'dp:extrapolate')) {
      const writes = this.#writesOf(this.#ready);
      if (writes.busy || valueOf(this.#ready) !== this.#wanted) {
        writes.push(this.#wanted);
      }
    }
    this.refresh();
  }

  // The event change, which comes with the last value, may come before or after this one, or not at all.
  #release() {
    this.#held = false;
    setTimeout(() => this.#settle());
  }

  #settle() {
    if (!this.#held && ![...this.#writes.values()].some((writes) => writes.busy)) {
      this.#wanted = null;
      this.refresh();
    }
  }

  #writesOf({ device, id }) {
    const key = `${device.id}.${id}`;
    if (!this.#writes.has(key)) {
      this.#writes.set(key, new Coalescer({
        write: (value) => requests.write(device.id, id, value),
        every,
        settled: (outcome) => {
          this.#failure.show(outcome);
          this.#settle();
        },
      }));
    }
    return this.#writes.get(key);
  }
}

customElements.define('av-slider', AvSlider);
