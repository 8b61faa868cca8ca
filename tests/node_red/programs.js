// A broker and a Node-RED, each in a folder of its own and on a port of its own, ended by their own pid.
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { closedPort, Program } from '../browser/programs.js';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
export const example = resolve(here, '../../sdk-shim/examples/node-red');
const startTime = 60_000; // ms until Node-RED has read all its files on a busy machine
const attempts = 5; // somebody else may take a free port before it is used

/** `start(port)` with a port that nobody listens at. */
async function onFreePort(start) {
  for (let attempt = 1; ; ++attempt) {
    try {
      return await start(await closedPort());
    } catch (problem) {
      if (attempt === attempts || !/in use/i.test(problem.message)) {
        throw problem;
      }
    }
  }
}

const open = (port) => `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n`;

export class Broker {
  #configuration;
  #program;
  #folder;

  /** `configuration(port, folder)` is what its file says, for a port and a folder of its own. */
  static async start(configuration = open) {
    const self = new Broker();
    self.#folder = await mkdtemp(join(tmpdir(), 'node-red-broker-'));
    self.#configuration = configuration;
    await onFreePort((port) => self.#run(port, configuration(port, self.#folder)));
    return self;
  }

  async #run(port, configuration) {
    const file = join(this.#folder, 'mosquitto.conf');
    // It stays who runs the test, root too, so that it may read the test's files.
    await writeFile(file, `${configuration}\nuser ${userInfo().username}\n`);
    this.#program = new Program(process.env.MOSQUITTO ?? '/usr/sbin/mosquitto', ['-c', file]);
    await this.#program.ready(this.#program.errors, 'data', () => / running/.test(this.#program.said));
    this.port = port;
    this.url = `mqtt://127.0.0.1:${port}`;
  }

  /** Ends it as a power cut does, with all that it had retained. */
  kill() {
    return this.#program.end('SIGKILL');
  }

  /** Runs it anew, on the same port. */
  async restart() {
    await this.#program.end();
    await this.#run(this.port, this.#configuration(this.port, this.#folder));
  }

  async end() {
    await this.#program?.end();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export class NodeRed {
  #program;
  #folder;

  /** The example's flow and settings as they are; all that a site sets comes as environment. */
  static async start(environment) {
    const self = new NodeRed();
    self.#folder = await mkdtemp(join(tmpdir(), 'node-red-'));
    for (const file of ['flows.json', 'settings.js']) {
      await copyFile(join(example, file), join(self.#folder, file));
    }
    await onFreePort((port) => self.#run(port, environment));
    return self;
  }

  async #run(port, environment) {
    this.#program = new Program(process.execPath,
      [resolve(here, 'node_modules/node-red/red.js'), '--userDir', this.#folder, '--settings', join(this.#folder, 'settings.js')],
      { environment: { ...environment, AV_UI_PORT: `${port}` } });
    const { lines } = this.#program;
    lines.on('line', (line) => (this.#program.said += `${line}\n`)); // its log goes to stdout
    await this.#program.ready(lines, 'line', (line) => line.includes('Started flows'), startTime);
    this.dashboard = `http://127.0.0.1:${port}/dashboard`;
  }

  get log() {
    return this.#program.said;
  }

  /** Waits until its log says so. */
  async says(pattern) {
    if (!pattern.test(this.log)) {
      await this.#program.ready(this.#program.lines, 'line', (line) => pattern.test(line), startTime);
    }
  }

  get flows() {
    return join(this.#folder, 'flows.json');
  }

  async end() {
    await this.#program?.end();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
