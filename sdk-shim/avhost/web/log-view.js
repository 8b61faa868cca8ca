// The host's log as it grows, by level. Follows the end unless somebody has scrolled away from it.
import { make, put, say } from '/av/dom.js';
import { moment } from '/av/format.js';
import { store, subscribe } from '/av/panel.js';

const levels = ['debug', 'info', 'warning', 'error'];
const most = 1000; // lines that are kept here
let count = 0; // for ids that are unique on the page

export class LogView {
  #level = make('select', { class: 'av-choice', id: `av-log-${++count}` },
    ...levels.map((level) => make('option', { value: level, ...(level === 'info' ? { selected: '' } : {}) }, `${level} and worse`)));
  #lines = make('div', { class: 'av-log', role: 'log', 'aria-live': 'off', 'aria-label': 'Log', tabindex: 0 });
  #note = make('p', { class: 'av-note', role: 'status' }, 'Waiting for the host…');
  #waiting = []; // lines until the next frame

  element;

  constructor() {
    this.element = make('div', { class: 'av-log-view' },
      make('div', { class: 'av-row-start' }, make('label', { for: this.#level.id }, 'Show'), this.#level), this.#note, this.#lines);
    this.#level.addEventListener('change', () => this.#filter());
    subscribe({
      key: 'log',
      begin: () => {
        this.#waiting = [];
        this.#lines.replaceChildren();
        say(this.#note, 'Nothing has been logged yet.');
      },
      take: ({ log }) => this.#take(log),
      refused: () => say(this.#note, 'This host does not tell its log.'),
    });
  }

  #take(one) {
    if (this.#waiting.push(one) === 1) {
      requestAnimationFrame(() => this.#add());
    }
  }

  #add() {
    const following = this.#lines.scrollHeight - this.#lines.scrollTop - this.#lines.clientHeight < 40;
    say(this.#note, '');
    this.#lines.append(...this.#waiting.splice(0).map(({ at, level, text }) => {
      const line = make('div', { 'data-level': level },
        make('time', { datetime: new Date(at).toISOString() }, moment(at, store.clock.now(), { hour12: false })), ' ',
        make('b', {}, level), ' ', make('span', {}, text));
      line.hidden = !this.#isWanted(line);
      return line;
    }));
    while (this.#lines.childElementCount > most) {
      this.#lines.firstElementChild.remove();
    }
    if (following) {
      this.#lines.scrollTop = this.#lines.scrollHeight;
    }
  }

  // A level that is not known here is shown always.
  #isWanted(line) {
    const level = levels.indexOf(line.dataset.level);
    return level < 0 || level >= levels.indexOf(this.#level.value);
  }

  #filter() {
    for (const line of this.#lines.children) {
      line.hidden = !this.#isWanted(line);
    }
    this.#lines.scrollTop = this.#lines.scrollHeight;
    put(this.#lines, 'data-least', this.#level.value);
  }
}
