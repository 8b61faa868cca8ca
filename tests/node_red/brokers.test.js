// The configurations of brokers that the project gives as examples, run as they are but for ports and paths: who may do what,
// and what a bridge carries before, during and after a cut.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import mqtt from 'mqtt';
import { Authority } from './certificates.js';
import { Link } from './link.js';
import { Broker } from './programs.js';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const folder = resolve(here, '../../sdk-shim/examples/mqtt');
const timeout = 120_000; // ms; only a fault gets there
const device = 'av/hq/device/lobby';

let certificates; // a folder
let authorities;
let central;
let link;
let building;
let clients = [];

before(async () => {
  certificates = await mkdtemp(join(tmpdir(), 'node-red-certificates-'));
  authorities = { building: await Authority.make(certificates, 'building-ca'), central: await Authority.make(certificates, 'central-ca') };
  await authorities.central.issue(certificates, 'central');
  await authorities.building.issue(certificates, 'building');
  await authorities.central.issue(certificates, 'uplink', 'hq');
  central = await Broker.start(await example('central.conf'));
  link = await Link.to(central.port);
  building = await Broker.start(await example('building.conf'));
}, { timeout });
after(async () => {
  await Promise.all(clients.map((one) => one.endAsync(true)));
  await building?.end();
  await link?.end();
  await central?.end();
  await rm(certificates, { recursive: true, force: true });
}, { timeout });

/** What Broker.start takes, of a file in the folder of examples. */
async function example(file) {
  const text = await readFile(join(folder, file), 'utf8');
  const replaced = [
    ['/etc/mosquitto/certs', certificates],
    ['/etc/mosquitto/mosquitto.acl', join(folder, 'mosquitto.acl')],
    ['/etc/mosquitto/central.acl', join(folder, 'central.acl')],
    ['broker.example.org:8883', `127.0.0.1:${link?.port}`],
    ['restart_timeout 5 60', 'restart_timeout 1 2'], // the test does not wait so long
  ];
  const filled = replaced.reduce((now, [from, to]) => now.replaceAll(from, to), text);
  return (port, state) => filled.replace('listener 8883', `listener ${port} 127.0.0.1`).replaceAll('/var/lib/mosquitto', state);
}

/** Somebody with a certificate for this name at a broker, and `heard`, all that came to them. */
async function client(where, name) {
  const authority = where === central ? authorities.central : authorities.building;
  const { cert, key } = await authority.issue(certificates, `client-${name}`, name);
  const one = await mqtt.connectAsync(`mqtts://127.0.0.1:${where.port}`, { protocolVersion: 5,
    ca: await readFile(authority.certificate), cert: await readFile(cert), key: await readFile(key) });
  clients.push(one);
  one.heard = [];
  one.waiting = new Set();
  one.on('message', (topic, payload) => {
    one.heard.push([topic, String(payload)]);
    one.waiting.forEach((look) => look(topic, String(payload)));
  });
  return one;
}

/** Waits until this has come to them. */
function hears(one, topic, payload) {
  if (one.heard.some(([heardTopic, heardPayload]) => heardTopic === topic && heardPayload === payload)) {
    return Promise.resolve();
  }
  return new Promise((settle, fail) => {
    const timer = setTimeout(() => fail(new Error(`not heard: ${topic} ${payload}, but ${JSON.stringify(one.heard)}`)), 20_000);
    const look = (heardTopic, heardPayload) => {
      if (heardTopic === topic && heardPayload === payload) {
        clearTimeout(timer);
        one.waiting.delete(look);
        settle();
      }
    };
    one.waiting.add(look);
  });
}

const keep = { qos: 1, retain: true };
const command = { qos: 2 };

/** Whether the broker took it: with MQTT 5 it says so. */
async function mayWrite(one, topic) {
  try {
    await one.publishAsync(topic, 'x', { qos: 1 });
    return true;
  } catch (problem) {
    assert.match(problem.message, /not authorized/i);
    return false;
  }
}

test('a host tells, and only those who operate command', { timeout }, async () => {
  const invoke = `${device}/action/pause/invoke`;
  const write = `${device}/property/volume/set`;
  const tells = [`${device}/state`, `${device}/property/volume`, `${device}/event/track_changed`, `${device}/owner`];
  const rights = {
    'rack-1': { may: [...tells, 'av/hq/host/rack-1/status', 'av/hq/host/rack-2/hail', 'homeassistant/device/hq_lobby/config', 'replies/panel/1'],
      mayNot: [invoke, write, 'av/hq/host/rack-2/status', 'av/other/device/lobby/state', 'homeassistant/status'] },
    panel: { may: [invoke, write, 'replies/panel/1'], mayNot: [...tells, 'av/hq/host/rack-1/status', 'homeassistant/device/hq_lobby/config'] },
    homeassistant: { may: [invoke, write, 'homeassistant/status'], mayNot: tells },
    wallboard: { may: [], mayNot: [invoke, write, ...tells] },
    stranger: { may: [], mayNot: [invoke, write, ...tells, 'av/hq/link'] },
  };
  for (const [name, { may, mayNot }] of Object.entries(rights)) {
    const one = await client(building, name);
    for (const topic of may) {
      assert.ok(await mayWrite(one, topic), `${name} writes ${topic}`);
    }
    for (const topic of mayNot) {
      assert.ok(!await mayWrite(one, topic), `${name} does not write ${topic}`);
    }
    await one.endAsync();
  }
});

test('a building’s bridge writes for its own site only', { timeout }, async () => {
  const other = await client(central, 'annex');
  assert.ok(await mayWrite(other, 'av/annex/device/lobby/state'));
  assert.ok(!await mayWrite(other, `${device}/state`));
  assert.ok(!await mayWrite(other, 'av/annex/device/lobby/action/pause/invoke')); // commands come from above
});

test('after a cut the newest state goes up, and no old command comes down', { timeout }, async () => {
  const host = await client(building, 'rack-1');
  const controlRoom = await client(central, 'control-room');
  await host.subscribeAsync(`${device}/action/+/invoke`, { qos: 2 });
  await controlRoom.subscribeAsync('av/#', { qos: 1 });
  await hears(controlRoom, 'av/hq/link', '1');

  await host.publishAsync(`${device}/property/volume`, '1', keep);
  await hears(controlRoom, `${device}/property/volume`, '1');
  await controlRoom.publishAsync(`${device}/action/next/invoke`, 'before', command);
  await hears(host, `${device}/action/next/invoke`, 'before');

  controlRoom.heard = [];
  link.cut();
  await hears(controlRoom, 'av/hq/link', '0');
  for (let volume = 2; volume <= 50; ++volume) {
    await host.publishAsync(`${device}/property/volume`, `${volume}`, keep);
  }
  // As many topics as sixty players have, more than a broker queues unless it is told to.
  const names = Array.from({ length: 3000 }, (_, i) => `av/hq/device/device-${i % 60}/property/number-${i}`);
  await Promise.all(names.map((name) => host.publishAsync(name, 'kept', keep)));
  await controlRoom.publishAsync(`${device}/action/next/invoke`, 'meanwhile', command);
  controlRoom.heard = [];
  link.mend();
  await hears(controlRoom, 'av/hq/link', '1');
  await hears(controlRoom, `${device}/property/volume`, '50');
  await controlRoom.publishAsync(`${device}/action/next/invoke`, 'after', command);
  await hears(host, `${device}/action/next/invoke`, 'after');

  const told = (one, topic) => one.heard.filter(([heard]) => heard === topic).map(([, payload]) => payload);
  assert.deepEqual(told(controlRoom, `${device}/property/volume`), ['50']);
  await Promise.all(names.map((name) => hears(controlRoom, name, 'kept')));
  assert.deepEqual(told(host, `${device}/action/next/invoke`), ['before', 'after']);
});
