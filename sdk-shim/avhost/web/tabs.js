// One view at a time, or a view and the one that belongs beside it where the window has room for two.
import { make, put } from '/av/dom.js';

const roomForTwo = matchMedia('(min-width: 900px) and (min-height: 420px)');

export class Tabs {
  #views;
  #buttons;
  #bar;
  #selected;

  /**
   * `views` is [{title, element, beside}]; the one of number `selected` is shown first. `shown(view)` is told of each that is
   * selected.
   */
  constructor(views, selected = 0, shown = () => {}) {
    this.#views = views;
    this.#selected = shown;
    this.#buttons = views.map(({ title }, i) => {
      const button = make('button', { type: 'button', class: 'tab' }, title);
      button.addEventListener('click', () => this.select(i));
      return button;
    });
    this.#bar = make('nav', { class: 'tabs', 'aria-label': 'Views' }, ...this.#buttons);
    roomForTwo.onchange = () => this.select(this.selected);
    this.select(Math.min(selected, views.length - 1));
  }

  get elements() {
    return [this.#bar, ...this.#views.map(({ element }) => element)];
  }

  select(number) {
    const two = roomForTwo.matches;
    this.selected = two && this.#views[number].beside ? number - 1 : number;
    const isShown = (i) => i === this.selected || (two && i === this.selected + 1 && this.#views[i].beside === true);
    this.#views.forEach(({ element, beside }, i) => {
      element.hidden = !isShown(i);
      this.#buttons[i].hidden = two && beside === true;
      put(this.#buttons[i], 'aria-current', i === this.selected ? 'true' : null);
    });
    this.#bar.hidden = this.#buttons.filter((button) => !button.hidden).length < 2;
    this.#selected(this.#views[this.selected]);
  }
}
