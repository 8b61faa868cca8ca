// Hands a panel's key to the host, which answers with a cookie. The key comes in the address, as in http://host:8080/#key=...,
// or from the form of the login page. Imports nothing: without a key no other script is served.

/** Takes the key out of the address bar, where it should not stay; null when there is none. */
export function keyFromAddress() {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (key === null) {
    return null;
  }
  history.replaceState(null, '', location.pathname + location.search);
  return key;
}

/** {ok, sentence, wait}: `wait` is in how many seconds another try makes sense. */
export async function logIn(key) {
  let answer = null;
  try {
    answer = await fetch('/login', { method: 'POST', body: new URLSearchParams({ key }), credentials: 'same-origin', cache: 'no-store' });
  } catch {
    return { ok: false, sentence: 'The host does not answer. Please try again in a moment.', wait: 0 };
  }
  if (answer.ok) {
    return { ok: true, sentence: '', wait: 0 };
  }
  if (answer.status === 404 || answer.status === 405) {
    return { ok: false, sentence: 'This host asks for no key.', wait: 0 };
  }
  const told = await answer.json().catch(() => ({}));
  const wait = answer.status === 429 ? Number(answer.headers.get('Retry-After')) || 1 : 0;
  return { ok: false, sentence: told.error ?? (wait > 0 ? 'Too many wrong keys were tried.' : 'The host does not know this key.'), wait };
}

class LoginForm {
  #form;
  #key;
  #button;
  #says;
  #busy = false;

  constructor(form) {
    this.#form = form;
    this.#key = form.elements.key;
    this.#button = form.querySelector('button');
    this.#says = form.querySelector('#says');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.attempt(this.#key.value.trim());
    });
    form.querySelector('#reveal').addEventListener('change', (event) => {
      this.#key.type = event.target.checked ? 'text' : 'password';
    });
  }

  async attempt(key) {
    if (this.#busy || key === '') {
      return;
    }
    this.#setBusy(true);
    const { ok, sentence, wait } = await logIn(key);
    if (ok) {
      // The page that was asked for, which came as this one; this one's own address leads nowhere else.
      location.pathname.startsWith('/av/login') ? location.replace('/') : location.reload();
      return;
    }
    this.#key.value = '';
    this.#key.focus();
    if (wait > 0) {
      await this.#countDown(sentence, wait);
    }
    this.#says.textContent = sentence;
    this.#setBusy(false);
  }

  async #countDown(sentence, seconds) {
    this.#says.textContent = `${sentence} Please wait ${seconds} s.`;
    for (let left = seconds; left > 0; --left) {
      this.#button.textContent = `Wait ${left} s`;
      await new Promise((go) => setTimeout(go, 1000));
    }
    this.#button.textContent = 'Open the panel';
  }

  #setBusy(busy) {
    this.#busy = busy;
    busy ? this.#button.setAttribute('aria-disabled', 'true') : this.#button.removeAttribute('aria-disabled');
  }
}

const form = document.getElementById('login');
if (form) {
  const login = new LoginForm(form);
  const take = () => {
    const key = keyFromAddress();
    if (key !== null) {
      login.attempt(key);
    }
  };
  addEventListener('hashchange', take); // only what stands behind # was changed: the page is not loaded anew
  take();
}
