// The programs under test: the simulator and the host, each in a folder of its own, ended by their own pid whichever way
// a test ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const binaries = resolve(here, process.env.BIN_DIR ?? '../../build/bin');
const startTime = 20_000; // ms until a program has said that it is ready
const endTime = 10_000; // ms until it has ended when it was asked to

class Program {
  #child;
  #ended;
  said = ''; // on stderr, for the message of a test that fails

  constructor(name, words) {
    this.name = name;
    this.#child = spawn(join(binaries, name), words, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#ended = once(this.#child, 'exit').catch(() => {});
    this.#child.on('error', (problem) => (this.said += `${problem.message}\n`));
    this.#child.stderr.setEncoding('utf8').on('data', (text) => (this.said += text));
    // Taken up from the start, or the pipe fills.
    this.lines = createInterface({ input: this.#child.stdout });
  }

  /** Waits until `source` emits something that `pleases` makes a value of. */
  async ready(source, event, pleases) {
    return new Promise((settle, fail) => {
      const give = (why) => fail(new Error(`${this.name} ${why}:\n${this.said}`));
      const timer = setTimeout(() => give('did not get ready'), startTime);
      this.#child.once('exit', () => give('ended'));
      this.#child.once('error', () => give('did not start'));
      source.on(event, (text) => {
        const value = pleases(text);
        if (value) {
          clearTimeout(timer);
          settle(value);
        }
      });
    });
  }

  get errors() {
    return this.#child.stderr;
  }

  async end() {
    if (this.#child.pid === undefined) {
      return;
    }
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), endTime);
    await this.#ended;
    clearTimeout(timer);
  }
}

/** A port of this machine that nobody listens at. */
export async function closedPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export class Simulator {
  #program;
  #folder;

  static async start() {
    const self = new Simulator();
    self.#folder = await mkdtemp(join(tmpdir(), 'browser-simulator-'));
    self.#program = new Program('spotify-simulator', ['--dir', self.#folder]);
    self.urls = JSON.parse(await self.#program.ready(self.#program.lines, 'line', (line) => line));
    return self;
  }

  async control(method, path, body = {}) {
    const answer = await fetch(this.urls.control_url + path,
      { method, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${text}`);
    }
    return text === '' ? null : JSON.parse(text);
  }

  async end() {
    await this.#program?.end();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A host with one device, "lobby", and a panel. */
export class Host {
  #program;
  #folder;

  static async start(simulator, redirectUri, port = 0) {
    const self = new Host();
    self.#folder = await mkdtemp(join(tmpdir(), 'browser-host-'));
    const site = join(self.#folder, 'site.json');
    const { accounts_url, api_url, ca_file } = simulator.urls;
    const config = { client_id: 'demo-client', account: 'demo', redirect_uri: redirectUri, accounts_url, api_url, ca_file };
    await writeFile(site, JSON.stringify({
      devices: [{ id: 'lobby', plugin: 'spotify', config }],
      panel: { listen: `127.0.0.1:${port}` },
    }));
    self.#program = new Program('avhost', ['run', site, '--state', join(self.#folder, 'state')]);
    self.panel = await self.#program.ready(self.#program.errors, 'data',
      () => /panel: (http:\S+)\//.exec(self.#program.said)?.[1]);
    return self;
  }

  /** What the host has logged so far. */
  get log() {
    return this.#program.said;
  }

  async end() {
    await this.#program?.end();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
