// Makes of a stream of values few enough writes: the first at once, then the newest at most every so often, and the last
// one always. Knows neither element nor socket.

export class Coalescer {
  #write;
  #every;
  #settled;
  #timers;
  #timer = null;
  #waiting = null; // {value} that has not been sent yet
  #sent = null; // the value of the newest write
  #underWay = 0;
  #newest = 0; // number of the last write
  #outcome = null; // of the newest write that has one

  /**
   * `write(value)` gives a promise of the outcome, `every` is in ms. `settled(outcome)` is called when nothing is under
   * way any more, with the outcome of the newest write. `timers` stands in for the clock in tests.
   */
  constructor({ write, every, settled, timers = globalThis }) {
    this.#write = write;
    this.#every = every;
    this.#settled = settled;
    this.#timers = timers;
  }

  /** True until the outcome of the newest value is known. */
  get busy() {
    return this.#waiting !== null || this.#underWay > 0;
  }

  push(value) {
    if (this.#waiting === null && this.#underWay > 0 && this.#sent === value) {
      return; // on its way already
    }
    this.#waiting = { value };
    if (this.#timer === null) {
      this.#send();
    }
  }

  async #send() {
    this.#sent = this.#waiting.value;
    this.#waiting = null;
    this.#timer = this.#timers.setTimeout(() => {
      this.#timer = null;
      if (this.#waiting !== null) {
        this.#send();
      }
    }, this.#every);
    const number = ++this.#newest;
    ++this.#underWay;
    const outcome = await this.#write(this.#sent);
    --this.#underWay;
    if (number === this.#newest) {
      this.#outcome = outcome;
    }
    if (!this.busy) {
      this.#settled(this.#outcome);
    }
  }
}
