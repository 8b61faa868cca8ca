// The page's one WebSocket: opens it, opens it again when it is lost, and carries JSON. Knows no device and no element.

const firstPause = 500; // ms before the first new attempt, doubled each time
const longestPause = 10_000;
const openingTime = 8_000; // an attempt that has not opened by then is given up

export class Connection {
  #url;
  #socket = null;
  #pause = firstPause;
  #retry = 0;
  #watchdog = 0;
  #opened = false; // the attempt, or connection, that is under way

  /** Set by the owner. onLine(message) gets each line as an object, onState(connected) each change. */
  onLine = () => {};
  onState = () => {};
  onRefused = () => {}; // an attempt has come to nothing

  /** performance.now() of the last line that came. */
  heard = 0;

  constructor(url) {
    this.#url = url;
    addEventListener('online', () => this.hurry());
    // A page that comes back from the browser's cache has lost its socket without an event.
    addEventListener('pageshow', () => this.hurry());
    document.addEventListener('visibilitychange', () => document.hidden || this.hurry());
  }

  get connected() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  open() {
    clearTimeout(this.#retry);
    const socket = new WebSocket(this.#url);
    this.#opened = false;
    this.#socket = socket;
    this.#watchdog = setTimeout(() => this.drop(), openingTime);
    socket.onopen = () => {
      clearTimeout(this.#watchdog);
      this.#opened = true;
      this.heard = performance.now();
      this.onState(true);
    };
    socket.onmessage = (event) => {
      this.heard = performance.now();
      this.#pause = firstPause; // not at onopen: a host that opens and closes at once is not to be hammered
      let message = null;
      try {
        message = JSON.parse(event.data);
      } catch {
        console.warn('The host sent a line that is not JSON.');
      }
      if (message !== null && typeof message === 'object') {
        this.onLine(message);
      }
    };
    socket.onclose = () => this.#lost(socket);
  }

  /** True when the line was handed to the socket. */
  send(message) {
    if (!this.connected) {
      return false;
    }
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Gives up a connection that does not answer any more, without waiting for the other side. */
  drop() {
    const socket = this.#socket;
    socket?.close();
    this.#lost(socket);
  }

  /** Tries now instead of after the pause, for instance when somebody looks at the page again. */
  hurry() {
    if (this.#socket !== null && this.#socket.readyState >= WebSocket.CLOSING) {
      this.drop(); // lost without an event
    }
    if (this.#retry !== 0) {
      this.#retry = (clearTimeout(this.#retry), 0);
      this.open();
    }
  }

  #lost(socket) {
    if (socket === null || socket !== this.#socket) {
      return; // told already
    }
    clearTimeout(this.#watchdog);
    this.#socket = null;
    if (!this.#opened) {
      this.onRefused();
    }
    this.onState(false);
    // Half of the pause is left to chance, so that the panels of a house do not return in step.
    this.#retry = setTimeout(() => {
      this.#retry = 0;
      this.open();
    }, this.#pause * (0.5 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, longestPause);
  }
}
