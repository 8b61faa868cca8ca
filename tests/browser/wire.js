// A piece of network between a browser and a host on 127.0.0.1 that can be cut and mended.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export class Wire {
  #server;
  #pairs = new Set();
  #whole = true;

  static async to(port) {
    const self = new Wire();
    self.#server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      if (!self.#whole) {
        near.destroy();
        far.destroy();
        return;
      }
      const pair = [near, far];
      self.#pairs.add(pair);
      for (const [one, other] of [pair, [far, near]]) {
        one.pipe(other);
        one.on('error', () => {});
        one.on('close', () => {
          other.destroy();
          self.#pairs.delete(pair);
        });
      }
    }).listen(port, '::1'); // the host answers under its own port only, but under each name of the loopback
    await once(self.#server, 'listening');
    self.url = `http://[::1]:${port}/`;
    return self;
  }

  /** All that goes through it ends, and nothing new gets through. */
  cut() {
    this.#whole = false;
    for (const pair of this.#pairs) {
      pair.forEach((end) => end.destroy());
    }
  }

  mend() {
    this.#whole = true;
  }

  async end() {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
