// Actions and writes that are under way: gives each a token and turns the line that answers it into the outcome.

const graceTime = 2_000; // ms beyond the time limit in which the host's own answer may still come

export class Requests {
  #send;
  #next = 1;
  #pending = new Map(); // token -> {settle, timer}

  /** `send(message)` is true when the line has left. */
  constructor(send) {
    this.#send = send;
  }

  invoke(device, action, params = {}, limit = 10_000) {
    return this.begin(device, action, params, limit).outcome;
  }

  /** An action that takes long: {outcome, cancel()}. The outcome comes all the same after cancel(). */
  begin(device, action, params, limit) {
    const [token, outcome] = this.#start({ device, invoke: action, params, timeout_ms: limit }, limit);
    return { outcome, cancel: () => this.#send({ device, cancel: token }) };
  }

  write(device, property, value, limit = 10_000) {
    return this.#start({ device, write: property, value, timeout_ms: limit }, limit)[1];
  }

  /** Takes a line of the host; anything but completions and errors is let be. */
  take(line) {
    if (line.completed !== undefined) {
      this.#settle(line.completed, { status: line.status, text: line.text ?? '', result: line.result ?? null });
    } else if (typeof line.error === 'string') {
      this.#settle(tokenIn(line.line), { status: 'bad_argument', text: line.error, result: null });
    }
  }

  /** The connection is gone: nobody will answer. */
  abandon() {
    for (const token of [...this.#pending.keys()]) {
      this.#settle(token, { status: 'offline', text: 'The connection to the host was lost before the outcome was known.' });
    }
  }

  #start(message, limit) {
    const token = this.#next++;
    const outcome = new Promise((settle) => {
      const timer = setTimeout(
        () => this.#settle(token, { status: 'timeout', text: 'The host did not answer in time.' }),
        limit + graceTime);
      this.#pending.set(token, { settle, timer });
      if (!this.#send({ ...message, token })) {
        this.#settle(token, { status: 'offline', text: 'There is no connection to the host.' });
      }
    });
    return [token, outcome];
  }

  #settle(token, outcome) {
    const one = this.#pending.get(token);
    if (one) {
      this.#pending.delete(token);
      clearTimeout(one.timer);
      one.settle({ result: null, ...outcome });
    }
  }
}

// A line that could not be taken comes back with the error; ours carry their token.
function tokenIn(line) {
  try {
    return JSON.parse(line).token;
  } catch {
    return undefined;
  }
}
