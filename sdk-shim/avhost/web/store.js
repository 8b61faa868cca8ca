// What the host has told: devices with their manifest, values and health. Folds snapshots and batches; knows neither
// socket nor document, and asks for what it misses through `ask`.

const clockStep = 10_000; // ms: no line is that late on a connection that is not given up

/**
 * What the host's clock shows, by the `at` of the lines and the time that has passed here since they came. That time is
 * of performance.now(), so this machine's own clock may be wrong and be set right without a trace. An object of this
 * class is one run of the host's clock: when that is set, another begins.
 */
export class HostClock {
  #offsets = [];

  /** Whether the host's clock was set before a line that was sent at `at` (epoch ms of the host) and has come now. */
  hasStepped(at, now = performance.now()) {
    return Number.isFinite(at) && this.#offsets.length > 0 && Math.abs(at - now - this.#offset) > clockStep;
  }

  /** A line that was sent at `at` has come. */
  heard(at, now = performance.now()) {
    if (Number.isFinite(at)) {
      this.#offsets.push(at - now);
      this.#offsets = this.#offsets.slice(-20);
    }
  }

  /** Epoch ms at the host; while no line has come, what this machine's clock made of it when the page was opened. */
  now(now = performance.now()) {
    return now + (this.#offsets.length > 0 ? this.#offset : performance.timeOrigin);
  }

  /** The largest belongs to the line that travelled fastest. */
  get #offset() {
    return Math.max(...this.#offsets);
  }
}

export class Store {
  #observers = new Map(); // device id -> Set of functions; '' stands for the site
  #ask;

  devices = new Map(); // id -> {id, name, properties, actions, signIn, values, clocks, revision, health, because}
  known = false; // the site line has come at least once
  keys = false; // whether this host asks for access keys
  role = 'set_up'; // what this panel may do: 'operate' or 'set_up'; a host without keys says nothing
  version = ''; // of the host
  title = ''; // of the site, for people; empty when it has none
  connected = false;
  clock = new HostClock();

  /** `ask(message)` sends a line to the host. */
  constructor(ask) {
    this.#ask = ask;
  }

  /** Calls `tell()` after each change of the device, or of the site when the id is ''. Returns the way out. */
  observe(device, tell) {
    if (!this.#observers.has(device)) {
      this.#observers.set(device, new Set());
    }
    this.#observers.get(device).add(tell);
    return () => this.#observers.get(device).delete(tell);
  }

  setConnected(connected) {
    if (connected === this.connected) {
      return;
    }
    this.connected = connected;
    if (connected) {
      this.clock = new HostClock(); // of another machine perhaps
    }
    for (const device of this.devices.values()) {
      device.revision = null; // what was missed meanwhile cannot be known: a snapshot comes first
      device.asked = false;
    }
    this.#tellAll();
  }

  /** Takes one line of the host. Completions and errors are somebody else's. */
  take(line) {
    const isNewClock = this.clock.hasStepped(line.at);
    if (isNewClock) {
      this.clock = new HostClock();
    }
    this.clock.heard(line.at);
    this.#fold(line);
    if (isNewClock) { // or the line was very late: what is told anew is right in both cases
      this.#askForAllBut(line.snapshot ? line.device : null);
    }
  }

  #askForAllBut(known) {
    for (const device of this.devices.values()) {
      if (device.id !== known && !device.asked) {
        device.asked = this.#ask({ device: device.id, snapshot: true });
      }
    }
  }

  #fold(line) {
    if (line.site) {
      this.#takeSite(line.site);
      return;
    }
    const device = this.devices.get(line.device);
    if (!device) {
      return;
    }
    if (line.snapshot && typeof line.snapshot === 'object') {
      device.values = line.snapshot;
      device.clocks = {};
      this.#date(device, line.snapshot);
      device.revision = line.revision;
      device.asked = false;
    } else if (line.properties) {
      this.#takeBatch(device, line);
    } else if (typeof line.health === 'string') {
      device.health = { state: line.health, cause: line.cause ?? '', text: line.text ?? '' };
    } else if (Array.isArray(line.because)) {
      device.because = line.because;
    } else {
      return;
    }
    this.#tell(device.id);
  }

  // For a panel that was slow several batches come as one, whose first revision is `from`.
  #takeBatch(device, line) {
    if (device.revision !== null && line.revision <= device.revision) {
      return; // in the snapshot already
    }
    if (device.revision !== null && (line.from ?? line.revision) <= device.revision + 1) {
      device.values = { ...device.values, ...line.properties };
      this.#date(device, line.properties);
      device.revision = line.revision;
    } else if (!device.asked) {
      device.asked = this.#ask({ device: device.id, snapshot: true });
    }
  }

  // A time among the values is by the clock that the host had when it told it, whatever that shows later.
  #date(device, values) {
    for (const id of Object.keys(values)) {
      device.clocks[id] = this.clock;
    }
  }

  /** Epoch ms at the host by the clock that the time in this property is by. */
  now(device, id) {
    return (device?.clocks[id] ?? this.clock).now();
  }

  #takeSite(site) {
    const before = this.devices;
    this.devices = new Map();
    for (const { id, name, title, properties, actions, sign_in } of site.devices ?? []) {
      const old = before.get(id);
      this.devices.set(id, {
        id,
        name: name || title || id, // what people read
        properties: properties ?? {},
        actions: actions ?? {},
        signIn: sign_in ?? null, // names for the sign-in, as in the manifest's dp:sign_in
        values: old?.values ?? {},
        clocks: old?.clocks ?? {}, // property id -> HostClock
        revision: null,
        asked: false,
        health: old?.health ?? { state: '', cause: '', text: '' },
        because: [], // [{property, rule, text}]: what a rule has made so. The host tells it after the site, where there is any
      });
    }
    this.role = site.role ?? 'set_up';
    this.keys = site.keys === true;
    this.version = site.version ?? '';
    this.title = site.title ?? '';
    this.known = true;
    this.#tellAll();
  }

  #tellAll() {
    for (const device of this.#observers.keys()) {
      this.#tell(device);
    }
  }

  #tell(device) {
    for (const tell of [...(this.#observers.get(device) ?? [])]) {
      tell();
    }
  }
}
