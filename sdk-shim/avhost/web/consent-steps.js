// The steps of a sign-in for a person who has never done it: open the link, agree, bring the address back. Knows the
// document only; what is pasted goes to `pasted` and is kept nowhere.
import { webAddress } from '/av/av-link.js';
import { copyText } from '/av/copy-text.js';
import { make, put, say } from '/av/dom.js';

let count = 0; // for ids that are unique on the page

export class ConsentSteps {
  #open = make('a', { class: 'av-press av-main', target: '_blank', rel: 'noopener noreferrer' }, 'Open the sign-in page');
  #address = make('input', { class: 'av-address', readonly: '', 'aria-label': 'Address of the sign-in page' });
  #copy = make('button', { type: 'button', class: 'av-press' }, 'Copy the link');
  #copied = make('span', { class: 'av-feedback', role: 'status' });
  #noLink = make('p', { class: 'av-note' }, 'There is no link at the moment. It appears here as soon as there is one.');
  #withLink;
  #field;
  #submit = make('button', { type: 'submit', class: 'av-press av-main' }, 'Complete sign-in');
  #outcome = make('p', { class: 'av-outcome', role: 'status' });
  #busy = false;
  #hindrance;
  #pasted;

  element;

  /**
   * opened() is called when the link is followed. For each address first hindrance(text), a sentence when it cannot even
   * be tried, else empty; then pasted(text), a promise of {ok, sentence}.
   */
  constructor({ opened, hindrance, pasted }) {
    this.#hindrance = hindrance;
    this.#pasted = pasted;
    const id = `av-address-${++count}`;
    this.#field = make('textarea', {
      id, rows: 3, autocomplete: 'off', autocapitalize: 'off', autocorrect: 'off', spellcheck: 'false',
    });
    const form = make('form', { autocomplete: 'off' },
      make('label', { for: id }, 'Address after consent'), this.#field, this.#submit, this.#outcome);
    this.#withLink = make('div', { class: 'av-link-row' }, this.#open, this.#copy, this.#copied, this.#address);
    this.element = make('ol', { class: 'av-steps' },
      make('li', {}, make('p', {}, 'Open the sign-in page. It opens in a new tab; you may also open the link on any'
        + ' other computer or phone.'), this.#withLink, this.#noLink),
      make('li', {}, make('p', {}, 'Sign in there and agree.')),
      make('li', {}, make('p', {}, 'If the browser then says that the sign-in worked, you are done. Else it ends on a page'
        + ' that it cannot show. That is right: copy the whole address out of the address bar.')),
      make('li', {}, make('p', {}, 'Paste the address here.'), form));

    this.#open.addEventListener('click', () => this.#open.href && opened());
    this.#copy.addEventListener('click', () => this.#copyLink());
    this.#address.addEventListener('focus', () => this.#address.select());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#complete();
    });
    // An address has no line ends of its own, so Enter does what a person expects of it.
    this.#field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
  }

  /** The link as it is now; null when there is none. */
  set link(value) {
    const address = webAddress(value);
    this.#withLink.hidden = address === null;
    this.#noLink.hidden = address !== null;
    put(this.#open, 'href', address);
    if (this.#address.value !== (address ?? '')) {
      this.#address.value = address ?? '';
      say(this.#copied, ''); // what was copied is another one
    }
  }

  /** What came of the last paste: ok or not, and a sentence. */
  tell(ok, sentence) {
    put(this.#outcome, 'data-outcome', ok ? 'ok' : 'refused');
    say(this.#outcome, sentence);
  }

  async #copyLink() {
    const copied = await copyText(this.#address);
    say(this.#copied, copied ? 'Copied.' : 'Copying is not allowed here. Please select the address and copy it by hand.');
  }

  async #complete() {
    const text = this.#field.value.trim();
    if (this.#busy) {
      return;
    }
    const hindrance = text === '' ? 'Please paste the address first.' : this.#hindrance(text);
    if (hindrance !== '') {
      this.tell(false, hindrance);
      this.#field.focus();
      return;
    }
    this.#setBusy(true);
    this.tell(true, 'One moment, it is being checked…');
    const pasted = this.#pasted(text);
    this.#field.value = ''; // it is good for one attempt, and not to be read by who comes by
    const { ok, sentence } = await pasted;
    this.#setBusy(false);
    this.tell(ok, sentence);
  }

  #setBusy(busy) {
    this.#busy = busy;
    put(this.#submit, 'aria-disabled', busy ? 'true' : null);
    put(this.#submit, 'aria-busy', busy ? 'true' : null);
  }
}
