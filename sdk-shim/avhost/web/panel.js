// The page's one connection with the host and everything that hangs on it. Elements and pages of a site import this.
import { Connection } from '/av/connection.js';
import { keyFromAddress, logIn } from '/av/login.js';
import { Requests } from '/av/requests.js';
import { Store } from '/av/store.js';

const quietTime = 15_000; // ms without a line after which the host is asked for a sign of life
const usualAnswerTime = 10_000; // ms it may then take
const wakingTime = 2_000; // ms both, of a page that comes back from sleep: what it shows may be old

const connection = new Connection(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
const watched = new Map(); // device id -> number of elements that show it
const attention = new Map(); // device id -> what the host was told last
const subscriptions = new Set(); // {key, take, refused, begin, asked}

export const store = new Store((message) => connection.send(message));
export const requests = new Requests((message) => connection.send(message));

/** Counts one more element that shows the device, which makes the host look at it closely while the page is seen. */
export function watch(device) {
  watched.set(device, (watched.get(device) ?? 0) + 1);
  tellAttention();
  return () => {
    watched.set(device, watched.get(device) - 1);
    tellAttention();
  };
}

/**
 * Asks the host for what it tells only on demand ('log' or 'rules'), again after each new connection; with `asked: false`
 * listens only. `take(line)` gets each line of that kind, `begin()` is called when it starts anew, and `refused()` when the
 * host knows no such thing.
 */
export function subscribe({ key, take, begin = () => {}, refused = () => {}, asked = true }) {
  const one = { key, take, refused, begin, asked };
  subscriptions.add(one);
  ask(one);
  return () => subscriptions.delete(one);
}

/** Sends a line that needs no answer of its own. */
export const send = (message) => connection.send(message);

function ask({ key, begin, asked }) {
  if (asked && connection.send({ [key]: true })) {
    begin();
  }
}

function hand(line) {
  const refused = typeof line.error === 'string' ? String(line.line) : null;
  for (const { key, take, refused: tell } of [...subscriptions]) {
    if (line[key] !== undefined && line.device === undefined) {
      take(line);
    } else if (refused === JSON.stringify({ [key]: true })) {
      tell(line.error);
    }
  }
}

function tellAttention() {
  for (const [device, elements] of watched) {
    const level = elements > 0 && !document.hidden ? 'looking' : 'none';
    if (store.devices.has(device) && attention.get(device) !== level &&
        connection.send({ device, attention: level })) {
      attention.set(device, level);
    }
  }
}

// A host that hangs, or a network that swallows everything, closes no socket. Asking for a snapshot now and then costs
// the host nothing and tells.
let askedAt = 0;
let answerTime = usualAnswerTime;
function lookAfter(longest = quietTime, patience = usualAnswerTime) {
  const quiet = performance.now() - connection.heard;
  if (!connection.connected || document.hidden) {
    askedAt = 0;
  } else if (!store.connected) { // it has not said yet what it has
    if (quiet > usualAnswerTime) {
      connection.drop();
    }
  } else if (askedAt !== 0) {
    if (connection.heard > askedAt) {
      askedAt = 0;
    } else if (performance.now() - askedAt > answerTime) {
      askedAt = 0;
      connection.drop();
    }
  } else if (quiet >= longest) {
    const [first] = store.devices.keys();
    if (first !== undefined && connection.send({ device: first, snapshot: true })) {
      askedAt = performance.now();
      answerTime = patience;
      setTimeout(() => lookAfter(), patience + 100);
    }
  }
}

connection.onLine = (line) => {
  if (line.site) {
    store.setConnected(true); // not before: a host that takes connections and says nothing is not there
  }
  store.take(line);
  requests.take(line);
  hand(line);
  if (line.site) {
    document.documentElement.dataset.avRole = store.role; // for what a page has for those who set up only: .av-set-up
    attention.clear(); // a device that was made anew knows of nobody who looks
    tellAttention();
  }
};
connection.onState = (connected) => {
  attention.clear(); // the host forgets with the connection
  if (!connected) {
    requests.abandon();
    store.setConnected(false);
  } else {
    subscriptions.forEach(ask);
  }
};
// A key that is no longer taken closes the door before it opens. The page itself then comes as the login page.
connection.onRefused = async () => {
  const answer = await fetch('/ws', { cache: 'no-store' }).catch(() => null);
  if (answer?.status === 401) {
    location.reload();
  }
};
document.addEventListener('visibilitychange', () => {
  tellAttention();
  askedAt = 0;
  lookAfter(wakingTime, wakingTime);
});
addEventListener('online', () => lookAfter(wakingTime, wakingTime));
setInterval(() => lookAfter(), 5_000);

// A new key may be handed to a panel that has one, in the address that it is opened with or in that of an open page.
addEventListener('hashchange', async () => {
  const key = keyFromAddress();
  if (key !== null && (await logIn(key)).ok) {
    location.reload(); // as one with this key's role
  }
});
const key = keyFromAddress();
if (key !== null) {
  await logIn(key);
}
connection.open();
