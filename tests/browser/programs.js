// The programs under test: the simulator and the host, each in a folder of its own, ended by their own pid whichever way
// a test ends.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const binaries = resolve(here, process.env.BIN_DIR ?? '../../build/bin');
const startTime = 20_000; // ms until a program has said that it is ready
const endTime = 10_000; // ms until it has ended when it was asked to

export class Program {
  #child;
  #ended;
  said = ''; // on stderr, for the message of a test that fails

  /** `file`: one of ours by its name, or the path of another. `input` is what it reads, null for nothing. */
  constructor(file, words, { input = null, environment = {} } = {}) {
    this.name = basename(file);
    this.#child = spawn(resolve(binaries, file), words,
      { stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
    this.#child.stdin?.on('error', () => {}).end(input); // one that ends early says why itself
    this.#ended = once(this.#child, 'exit').catch(() => {});
    this.#child.on('error', (problem) => (this.said += `${problem.message}\n`));
    this.#child.stderr.setEncoding('utf8').on('data', (text) => (this.said += text));
    // Taken up from the start, or the pipe fills.
    this.lines = createInterface({ input: this.#child.stdout });
  }

  /** Waits until `source` emits something that `pleases` makes a value of, for `patience` ms. */
  async ready(source, event, pleases, patience = startTime) {
    return new Promise((settle, fail) => {
      const give = (why) => fail(new Error(`${this.name} ${why}:\n${this.said}`));
      const timer = setTimeout(() => give('did not get ready'), patience);
      this.#child.once('close', () => give('ended')); // when all that it said is read
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

  get pid() {
    return this.#child.pid;
  }

  /** null while it runs, and after a signal. */
  get status() {
    return this.#child.exitCode;
  }

  /** Waits for the end, which this signal brings about unless it is null. */
  async end(signal = 'SIGTERM') {
    if (this.#child.pid === undefined) {
      return;
    }
    if (signal !== null) {
      this.#child.kill(signal);
    }
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

  /** What the player of an account does and shows. */
  player(account = 'demo') {
    return this.control('GET', `/accounts/${account}`);
  }

  /** Waits until the player pleases. */
  async playerThat(pleases, account = 'demo') {
    const end = Date.now() + 15_000;
    for (;;) {
      const now = await this.player(account);
      if (pleases(now)) {
        return now;
      }
      assert.ok(Date.now() < end, JSON.stringify(now));
    }
  }

  async end() {
    await this.#program?.end();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What the plugin is told so that it talks to the simulator. */
export const demoConfig = ({ urls: { accounts_url, api_url, ca_file } }, more = {}) =>
  ({ client_id: 'demo-client', account: 'demo', accounts_url, api_url, ca_file, ...more });

/** An access key for a panel, made as an installer does: its text, and its entry for the site file. */
export async function panelKey(name, role) {
  const make = new Program('avhost', ['panel-key', name, '--role', role]);
  const said = [];
  make.lines.on('line', (line) => said.push(line.trim()));
  await Promise.all([once(make.lines, 'close'), make.end(null)]);
  const entry = said.find((line) => line.startsWith('{'));
  const key = said.find((line) => /^[0-9a-z]+(-[0-9a-z]+)+$/.test(line));
  if (make.status !== 0 || !entry || !key) {
    throw new Error(`avhost panel-key:\n${make.said}${said.join('\n')}`);
  }
  return { key, entry: JSON.parse(entry) };
}

/** A host with a panel, and what it keeps between two runs. */
export class Host {
  #program;
  #folder;

  /** Runs a site of these devices. `prepare(host)` comes before its first run. */
  static async start({ title = undefined, devices, mqtt = undefined, pages = undefined, port = 0, keys = undefined, prepare = () => {}, rules = undefined }) {
    const self = new Host();
    self.#folder = await mkdtemp(join(tmpdir(), 'browser-host-'));
    self.site = { title, devices, mqtt, rules, panel: { listen: `127.0.0.1:${port}`, pages, keys } };
    await prepare(self);
    await self.#run();
    return self;
  }

  /** Writes the site file as `site` is now, for the host to read it again. */
  async write() {
    const file = join(this.#folder, 'site.json');
    await writeFile(file, JSON.stringify(this.site));
    return file;
  }

  async #run() {
    const file = await this.write();
    this.#program = new Program('avhost', ['run', file, '--state', join(this.#folder, 'state')]);
    this.panel = await this.#program.ready(this.#program.errors, 'data',
      () => /panel: (http:\S+)\//.exec(this.#program.said)?.[1]);
  }

  /** Signs the account in without a person: a consent of the simulator's, handed in as an installer does. */
  async signIn(simulator, account = 'demo') {
    const { refresh_token } = await simulator.control('POST', `/accounts/${account}/grant`);
    await this.putSecret(`account/${account}/refresh_token`, refresh_token);
  }

  async putSecret(key, value) {
    const put = new Program('avhost', ['secret', 'put', 'spotify', key, '--state', join(this.#folder, 'state')],
      { input: value });
    await put.end(null);
    if (put.status !== 0) {
      throw new Error(`${put.name} secret put:\n${put.said}`);
    }
  }

  /** Ends the host as a power cut does. */
  kill() {
    return this.#program.end('SIGKILL');
  }

  /** Runs it anew, with the same site, state and port. */
  async restart() {
    await this.#program.end();
    this.site.panel.listen = new URL(this.panel).host;
    await this.#run();
  }

  get pid() {
    return this.#program.pid;
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
