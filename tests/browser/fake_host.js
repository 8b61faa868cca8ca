// A host that says what a test makes it say, for what no plugin does by itself: all requests of a context end here, in this
// process, and the panel's files come from the source folder. Headers are as strict as a host's may be.
import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const web = resolve(here, '../../sdk-shim/avhost/web');
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const headers = {
  'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    + "img-src 'self' https: data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
};

export const origin = 'http://127.0.0.1:18080'; // nothing is ever sent there

/** A page with these elements on it. */
export const pageOf = (body, head = '') => `<!doctype html><html lang="en"><head><title>Test</title>
  <link rel="icon" href="/av/icon.svg"><link rel="stylesheet" href="/av/av.css">${head}<script type="module" src="/av/av.js"></script></head>
  <body><main><h1>Test</h1>${body}</main></body></html>`;

export class FakeHost {
  #sockets = new Set();
  #waiting = []; // {pleases, settle}

  /** Lines that panels have sent, in order. */
  heard = [];
  /** Answers to a line of a panel: a list of lines; those of the test come before those of the host. */
  answers = () => null;
  /** What is served at a path beside the panel's files: (request) => {status, contentType, headers, body}. */
  served = new Map();
  /** 101 as long as panels may connect, else the status that they get. */
  door = 101;
  /** Takes panels in, and says nothing of itself. */
  silent = false;

  static async on(context, { devices = [], pages = {}, ...site } = {}) {
    const self = new FakeHost();
    self.site = { devices: devices.map(({ values, health, text, because, ...device }) => device), ...site };
    self.devices = devices;
    for (const [path, body] of Object.entries(pages)) {
      self.served.set(path, () => ({ contentType: types['.html'], body }));
    }
    await context.route(`${origin}/**`, (route) => self.#serve(route));
    await context.routeWebSocket(/^ws:\/\/127\.0\.0\.1:18080\/ws$/, (socket) => self.#connect(socket));
    return self;
  }

  async #serve(route) {
    const request = route.request();
    const path = new URL(request.url()).pathname;
    const own = this.served.get(path)?.(request); // undefined leaves it to the host
    if (own) {
      return route.fulfill({ ...own, headers: { ...headers, ...own.headers } });
    }
    if (!path.startsWith('/av/') && path !== '/') {
      const page = path.endsWith('.html') ? await readFile(resolve(web, 'missing.html')) : null;
      return route.fulfill({ status: 404, contentType: page === null ? 'text/plain' : types['.html'], headers, body: page ?? 'There is nothing here.' });
    }
    const name = path === '/' ? 'index.html' : path.slice(4);
    const body = await readFile(resolve(web, name)).catch(() => null);
    return route.fulfill(body === null ? { status: 404, headers } : { contentType: types[extname(name)], headers, body });
  }

  #connect(socket) {
    if (this.door !== 101) {
      socket.close({ code: 1008 });
      return;
    }
    this.#sockets.add(socket);
    socket.onClose(() => this.#sockets.delete(socket));
    socket.onMessage((text) => this.#hear(socket, JSON.parse(text)));
    this.#greet(socket);
  }

  #greet(socket) {
    if (this.silent) {
      return;
    }
    socket.send(JSON.stringify({ site: this.site }));
    for (const { id, values = {}, health = 'ready', text = '', because = [] } of this.devices) {
      socket.send(JSON.stringify({ device: id, snapshot: values, revision: 1, at: Date.now() }));
      socket.send(JSON.stringify({ device: id, health, cause: 'ok', text }));
      if (because.length > 0) {
        socket.send(JSON.stringify({ device: id, because }));
      }
    }
  }

  #hear(socket, line) {
    this.heard.push(line);
    for (const answer of this.answers(line) ?? []) {
      socket.send(JSON.stringify(answer));
    }
    this.#waiting = this.#waiting.filter(({ pleases, settle }) => !pleases(line) || settle(line));
  }

  /** Says a line to all panels. */
  say(line) {
    for (const socket of this.#sockets) {
      socket.send(JSON.stringify(line));
    }
  }

  /** Cuts all connections. */
  cut() {
    for (const socket of this.#sockets) {
      socket.close();
    }
    this.#sockets.clear();
  }

  /** The first line, past or to come, that pleases. */
  async line(pleases, patience = 10_000) {
    const past = this.heard.find(pleases);
    if (past) {
      return past;
    }
    return new Promise((settle, fail) => {
      const timer = setTimeout(() => fail(new Error(`no such line among ${JSON.stringify(this.heard)}`)), patience);
      this.#waiting.push({ pleases, settle: (line) => (clearTimeout(timer), settle(line), false) });
    });
  }
}

/** The completion of a line with a token. */
export const completed = ({ device, token }, status = 'ok', text = '', result = null) =>
  ({ device, completed: token, status, text, result });
