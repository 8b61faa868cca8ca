// The way between two brokers, to be cut and mended.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export class Link {
  #server;
  #sockets = new Set();
  #isCut = false;

  static async to(port) {
    const self = new Link();
    self.#server = createServer((near) => self.#carry(near, port)).listen(0, '127.0.0.1');
    await once(self.#server, 'listening');
    self.port = self.#server.address().port;
    return self;
  }

  #carry(near, port) {
    if (this.#isCut) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    for (const [one, other] of [[near, far], [far, near]]) {
      this.#sockets.add(one);
      one.on('error', () => {}); // the close that follows says enough
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }

  cut() {
    this.#isCut = true;
    this.#sockets.forEach((socket) => socket.destroy());
  }

  mend() {
    this.#isCut = false;
  }

  async end() {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
