// <av-progress bind="lobby.progress_ms">: a number between bounds as a bar with its figures. One that the manifest says
// runs with the clock (dp:extrapolate) is counted on here.
import { valueOf } from '/av/binding.js';
import { make, put, say } from '/av/dom.js';
import { AvElement } from '/av/element.js';
import { extrapolate } from '/av/extrapolate.js';
import { text, unknown } from '/av/format.js';
import { store } from '/av/panel.js';
import { startTicking, stopTicking } from '/av/ticker.js';

class AvProgress extends AvElement {
  static observedAttributes = ['bind', 'label'];
  #bar;
  #fill;
  #value;
  #limit;
  #tick = () => this.refresh();

  build() {
    this.#fill = make('span', { class: 'av-fill' });
    this.#bar = make('span', { class: 'av-bar', role: 'progressbar' }, this.#fill);
    this.#value = make('span', { class: 'av-value', 'aria-hidden': 'true' });
    this.#limit = make('span', { class: 'av-limit', 'aria-hidden': 'true' });
    this.append(this.#bar, this.#value, this.#limit);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    stopTicking(this.#tick);
  }

  draw() {
    const found = this.bound('properties');
    const spec = found?.spec ?? {};
    const clockwork = Object.hasOwn(spec, 'dp:extrapolate');
    const bounded = clockwork || Object.hasOwn(spec, 'dp:limit'); // by what is worth showing too
    const low = spec.minimum ?? 0;
    const now = extrapolate(spec, found && valueOf(found), found?.device.values ?? {},
      (id) => store.now(found?.device, id));
    // Without a connection nobody knows whether it still runs: it stands, and says that it is stale.
    (now.running && store.connected ? startTicking : stopTicking)(this.#tick);
    const share = now.value === null || now.limit === null || now.limit <= low
      ? 0 : Math.min(1, Math.max(0, (now.value - low) / (now.limit - low)));
    this.#fill.style.transform = `scaleX(${share.toFixed(4)})`;
    const shown = text(now.value, spec);
    say(this.#value, shown);
    say(this.#limit, bounded ? text(now.limit, spec) : '');
    put(this, 'data-empty', now.value === null ? '' : null);
    put(this.#bar, 'role', clockwork ? 'progressbar' : 'meter');
    put(this.#bar, 'aria-label', this.getAttribute('label') ?? spec.title ?? found?.id ?? '');
    put(this.#bar, 'aria-valuemin', low);
    put(this.#bar, 'aria-valuemax', now.limit);
    put(this.#bar, 'aria-valuenow', now.value);
    put(this.#bar, 'aria-valuetext', now.value === null ? 'not known'
      : bounded && now.limit !== null ? `${shown} of ${text(now.limit, spec)}` : shown.replace(unknown, ''));
  }
}

customElements.define('av-progress', AvProgress);
