// <av-list bind="lobby.presets" action="lobby.play_preset" param="name" from="name">: an array as rows. With an action a
// row is a button that hands one of its fields (from) to the action (param). primary, secondary and image name the fields
// that are shown, mark and lock boolean ones for the row that is active and for one that cannot be pressed. What is not
// given comes from the manifest (dp:list). Pictures have their room in all rows as soon as one row has one.
import { parse, valueOf } from '/av/binding.js';
import { make, put, say } from '/av/dom.js';
import { AvElement } from '/av/element.js';
import { Failure } from '/av/failure.js';
import { text } from '/av/format.js';
import { showIcon } from '/av/icons.js';
import { hindrance } from '/av/hindrance.js';
import { invocation } from '/av/invocation.js';
import { requests, store } from '/av/panel.js';
import { Picture } from '/av/picture.js';
import { pictureAddress } from '/av/picture-rules.js';
import { repeated } from '/av/repeated.js';

const fields = ['action', 'param', 'from', 'primary', 'secondary', 'image', 'mark', 'lock'];
const locked = 'This one cannot be chosen from here.';

class AvList extends AvElement {
  static observedAttributes = ['bind', 'params', 'limit', 'empty', 'label', ...fields];
  #rows = make('ul', { class: 'av-rows' });
  #note = make('p', { class: 'av-note' });
  #failure;
  #press = null; // what a row does: {device, id, params, param, from}
  #pending = null; // the row that was pressed, as JSON
  #hindrance = null; // the sentence on why a press on any row would come to nothing

  build() {
    this.append(this.#rows, this.#note);
    this.#failure = new Failure(this);
  }

  draw() {
    const found = this.bound('properties');
    if (found && found.spec.type !== 'array') {
      this.fault(`bind="${this.getAttribute('bind')}": a list needs a property that is an array`);
    }
    const hints = this.#hints(found);
    const action = this.#action(found, hints);
    this.#press = action && { ...invocation(action, this.getAttribute('params'), [hints.param]), ...hints };
    this.#hindrance = action && hindrance(action, store);
    const usable = action !== null && this.#hindrance === null;
    const items = found ? valueOf(found) : null;
    const limit = Number(this.getAttribute('limit')) || Infinity;
    const shown = Array.isArray(items) ? items.slice(0, limit) : [];
    put(this.#rows, 'aria-label', this.getAttribute('label') ?? found?.spec.title ?? found?.id ?? null);
    // Rows are kept where they are, so that the focus and a finger stay on the one they are on.
    const pressed = hints.action !== null;
    if (this.#rows.firstChild && (this.#rows.firstChild.firstChild.tagName === 'BUTTON') !== pressed) {
      this.#rows.replaceChildren();
    }
    while (this.#rows.childElementCount > shown.length) {
      this.#rows.lastElementChild.remove();
    }
    const pictures = shown.map((item) => (hints.image === null ? null : pictureAddress(item?.[hints.image])));
    put(this.#rows, 'data-plain', pictures.every((address) => address === null) ? '' : null);
    shown.forEach((item, i) => {
      const row = this.#rows.children[i] ?? this.#rows.appendChild(this.#row(pressed));
      row.picture.show(pictures[i]);
      this.#drawRow(row, item, hints, usable);
    });
    put(this, 'data-empty', items === null ? '' : null);
    this.#rows.hidden = shown.length === 0;
    say(this.#note, shown.length > 0 || !found ? '' : items === null ? 'Not known' : this.getAttribute('empty') ?? 'Nothing here');
  }

  #hints(found) {
    const given = found?.spec['dp:list'] ?? {};
    const hints = Object.fromEntries(fields.map((name) => [name, this.getAttribute(name) ?? given[name] ?? null]));
    if (!this.hasAttribute('action') && hints.action !== null) {
      hints.action = `${found.device.id}.${hints.action}`;
    }
    hints.from ??= hints.param;
    return hints;
  }

  /** The action of the rows, checked; null when they have none, or when something about it is wrong. */
  #action(found, hints) {
    if (!found || hints.action === null) {
      return null;
    }
    const action = this.lookUp('actions', hints.action, 'action');
    if (action === null) {
      return null;
    }
    const plan = hints.param === null ? { error: 'param: expected the name of the parameter that a row is handed to' }
      : invocation(action, this.getAttribute('params'), [hints.param]);
    const known = found.spec.items?.properties;
    const missing = known && fields.slice(2).map((name) => hints[name]).find((name) => name !== null && !Object.hasOwn(known, name));
    if (plan.error || missing) {
      this.fault(plan.error ?? `“${parse(this.getAttribute('bind')).id}” has no field “${missing}” in its rows`);
      return null;
    }
    return action;
  }

  #row(pressed) {
    const image = make('img', { alt: '', referrerpolicy: 'no-referrer', loading: 'lazy', decoding: 'async' });
    const none = make('span', { class: 'av-no-picture', 'aria-hidden': 'true' });
    const thumb = make('span', { class: 'av-thumb' }, image, none);
    showIcon(none, 'picture');
    const row = make('li', {}, make(pressed ? 'button' : 'div', { class: 'av-row-body', ...(pressed ? { type: 'button' } : {}) }, thumb,
      make('span', { class: 'av-row-text' }, make('span', { class: 'av-primary' }), make('span', { class: 'av-secondary' })),
      make('span', { class: 'av-mark' })));
    row.picture = new Picture(image, (isShown) => put(thumb, 'data-empty', isShown ? null : ''));
    if (pressed) {
      row.firstChild.addEventListener('click', () => this.#invoke(row));
    }
    return row;
  }

  #drawRow(row, item, hints, usable) {
    const field = (name) => typeof item !== 'object' || item === null ? null : hints[name] === null ? null : item[hints[name]] ?? null;
    const button = row.firstChild;
    const [, words, mark] = button.children;
    row.item = item;
    const primary = typeof item !== 'object' || item === null ? text(item) : text(field('primary') ?? Object.values(item)[0]);
    const secondary = text(field('secondary'), {}, '');
    say(words.firstChild, primary);
    say(words.lastChild, repeated([primary, secondary])[1] ? '' : secondary);
    say(mark, field('mark') === true ? 'Active' : '');
    put(row, 'data-active', field('mark') === true ? '' : null);
    const busy = this.#pending !== null && this.#pending === JSON.stringify(item);
    put(button, 'aria-disabled', hints.action !== null && (!usable || this.#pending !== null || field('lock') === true) ? 'true' : null);
    row.hindrance = hints.action === null ? null : this.#hindrance ?? (field('lock') === true ? locked : null);
    put(button, 'title', row.hindrance);
    put(button, 'aria-busy', busy ? 'true' : null);
  }

  async #invoke(row) {
    if (this.#press === null || row.firstChild.hasAttribute('aria-disabled')) {
      this.#failure.explain(row.hindrance);
      return;
    }
    const { device, id, params, param, from } = this.#press;
    const { item } = row;
    const value = typeof item === 'object' && item !== null ? item[from] : item;
    this.#pending = JSON.stringify(item);
    this.#failure.clear();
    this.refresh();
    const outcome = await requests.invoke(device, id, { ...params, [param]: value });
    this.#pending = null;
    this.#failure.show(outcome);
    this.refresh();
  }
}

customElements.define('av-list', AvList);
