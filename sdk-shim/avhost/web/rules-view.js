// The site's rules: what sets each off, how often it did, and what came of it the last time.
import { make, say } from '/av/dom.js';
import { moment } from '/av/format.js';
import { store, subscribe } from '/av/panel.js';

const most = 50; // firings that are kept here

export class RulesView {
  #note = make('p', { class: 'av-note', role: 'status' }, 'Waiting for the host…');
  #list = make('ul', { class: 'av-rules' });

  #title = make('h3', { hidden: '' }, 'While this page was open');
  #firings = make('ol', { class: 'av-firings' });

  element = make('div', { class: 'av-rules-view' }, this.#note, this.#list, this.#title, this.#firings);

  constructor() {
    subscribe({
      key: 'rules',
      take: ({ rules }) => this.#show(rules),
      refused: () => say(this.#note, 'This host does not tell of its rules.'),
    });
    subscribe({ key: 'rule', asked: false, take: (line) => this.#fired(line) });
  }

  #fired({ rule, at, because, text }) {
    this.#title.hidden = false;
    this.#firings.prepend(make('li', {}, make('time', { datetime: new Date(at).toISOString() }, moment(at, store.clock.now())), ' ',
      make('b', {}, rule), ' ', [because, text].filter(Boolean).join(', so: ')));
    while (this.#firings.childElementCount > most) {
      this.#firings.lastElementChild.remove();
    }
  }

  #show(rules) {
    say(this.#note, rules.length === 0 ? 'This site has no rules.' : '');
    this.#list.replaceChildren(...rules.map(({ name, when, fired, last_at, last }) => make('li', {},
      make('p', { class: 'av-rule-name' }, name),
      make('p', { class: 'av-rule-when' }, when ?? ''),
      make('p', { class: 'av-rule-last' }, !fired ? 'Has not fired since the host was started.'
        : `Fired ${fired === 1 ? 'once' : `${fired} times`}, last ${moment(last_at, store.clock.now())}${last ? `: ${last}` : '.'}`))));
  }
}
