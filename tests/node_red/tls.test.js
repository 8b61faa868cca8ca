// The flow and a broker that speaks TLS: it talks to one whose certificate it can check, and to no other.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Authority } from './certificates.js';
import { Broker, NodeRed } from './programs.js';

const timeout = 120_000; // ms; only a fault gets there

let folder;
let authority;
let broker;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'node-red-tls-'));
  authority = await Authority.make(folder, 'authority');
  const { cert, key } = await authority.issue(folder, 'broker');
  broker = await Broker.start((port) => `listener ${port} 127.0.0.1\nallow_anonymous true\ncertfile ${cert}\nkeyfile ${key}\n`);
}, { timeout });
after(async () => {
  await broker?.end();
  await rm(folder, { recursive: true, force: true });
}, { timeout });

for (const [name, trusted, says] of [['trusts', true, /Connected to broker: mqtts:/], ['does not trust', false, /Connection failed to broker: mqtts:/]]) {
  test(`a broker whose certificate it ${name}`, { timeout }, async () => {
    const nodeRed = await NodeRed.start({ AV_BROKER: `mqtts://127.0.0.1:${broker.port}`,
      ...(trusted ? { NODE_EXTRA_CA_CERTS: authority.certificate } : {}) });
    try {
      await nodeRed.says(says);
    } finally {
      await nodeRed.end();
    }
  });
}
