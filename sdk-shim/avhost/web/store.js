// What the host has told: devices with their manifest, values and health. Folds snapshots and batches; knows neither
// socket nor document, and asks for what it misses through `ask`.

/** How far the host's clock is ahead of this one, in ms, reckoned from the `at` of the lines. */
export class HostClock {
  #offsets = [];

  /** A line that was sent at `at` (epoch ms of the host) has come. */
  heard(at, now = Date.now()) {
    if (Number.isFinite(at)) {
      this.#offsets.push(at - now);
      this.#offsets = this.#offsets.slice(-20);
    }
  }

  /** Epoch ms at the host. The largest offset belongs to the line that travelled fastest. */
  now(now = Date.now()) {
    return now + (this.#offsets.length ? Math.max(...this.#offsets) : 0);
  }

  reset() {
    this.#offsets = [];
  }
}

export class Store {
  #observers = new Map(); // device id -> Set of functions; '' stands for the site
  #ask;

  devices = new Map(); // id -> {id, title, properties, actions, signIn, values, revision, health}
  known = false; // the site line has come at least once
  role = 'set_up'; // what this panel may do: 'operate' or 'set_up'; a host without keys says nothing
  version = ''; // of the host
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
      this.clock.reset();
    }
    for (const device of this.devices.values()) {
      device.revision = null; // what was missed meanwhile cannot be known: a snapshot comes first
      device.asked = false;
    }
    this.#tellAll();
  }

  /** Takes one line of the host. Completions and errors are somebody else's. */
  take(line) {
    this.clock.heard(line.at);
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
      device.revision = line.revision;
      device.asked = false;
    } else if (line.properties) {
      this.#takeBatch(device, line);
    } else if (typeof line.health === 'string') {
      device.health = { state: line.health, cause: line.cause ?? '', text: line.text ?? '' };
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
      device.revision = line.revision;
    } else if (!device.asked) {
      device.asked = this.#ask({ device: device.id, snapshot: true });
    }
  }

  #takeSite(site) {
    const before = this.devices;
    this.devices = new Map();
    for (const { id, title, properties, actions, sign_in } of site.devices ?? []) {
      const old = before.get(id);
      this.devices.set(id, {
        id,
        title: title || id,
        properties: properties ?? {},
        actions: actions ?? {},
        signIn: sign_in ?? null, // names for the sign-in, as in the manifest's dp:sign_in
        values: old?.values ?? {},
        revision: null,
        asked: false,
        health: old?.health ?? { state: '', cause: '', text: '' },
      });
    }
    this.role = site.role ?? 'set_up';
    this.version = site.version ?? '';
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
