// A site with a player and a contact in every status that the manifest at hand knows, and what else may be the case: as
// lines of a host, so that no service has to be brought there.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const root = resolve(here, '../..');
const read = async (file) => JSON.parse(await readFile(resolve(root, file), 'utf8'));

const now = Date.now();
const capabilities = ['play', 'pause', 'next', 'previous', 'seek', 'set_volume', 'shuffle', 'repeat', 'start'].map((what) => `can_${what}`);
const can = (...which) => Object.fromEntries(capabilities.map((name) => [name, which.includes(name)]));
const cover = (name) => `https://pictures.test/${name}`;

const account = {
  account_name: 'Harbour House', sign_in_expires: now + 150 * 86_400_000, poll_interval_ms: 5300, requests_today: 1840, requests_per_day: 10_000,
  is_stale: false, rate_limited_until: null,
  presets: [{ name: 'Morning', artwork_url: cover('morning') }, { name: 'Breakfast', artwork_url: cover('breakfast') }, { name: 'Evening' }],
};
const playing = {
  track_name: 'Two Bells', artist: 'Harbour Quartet', album: 'Tide Tables', artwork_url: cover('tide'), item_url: 'https://pictures.test/item',
  content: 'track', duration_ms: 251_000, progress_ms: 77_000, progress_at: now, is_playing: true, explicit: false, volume: 42, muted: false,
  shuffle: true, repeat: 'context', is_favorite: true, device_name: 'Living Room', device_type: 'Speaker', is_active_here: true,
  queue: ['Low Water', 'The Lamp Room', 'Kettle and Rope'].map((name) => ({ name, artist: 'Harbour Quartet', artwork_url: cover(name) })),
  devices: [{ name: 'Living Room', type: 'Speaker', is_active: true }, { name: 'Kitchen', type: 'Speaker' }, { name: 'Car', type: 'Automobile', is_restricted: true }],
  playlists: [{ name: 'Harbour Evenings', artwork_url: cover('evenings') }],
};
const paused = { ...playing, is_playing: false };
const nothing = {
  content: 'none', is_playing: false, is_active_here: false, volume: null, muted: null, devices: playing.devices.slice(1), playlists: playing.playlists,
};
const everything = can(...capabilities.filter((name) => name !== 'can_play'));
const unavailable = can();
const link = 'https://accounts.test/authorize?client_id=demo-client&response_type=code&redirect_uri=http%3A%2F%2F127.0.0.1%3A8888%2Fcallback&state=0123456789abcdef';

const inTrouble = (status, health, text, values = { ...playing, is_stale: true }) =>
  ({ health, text, values: { ...account, ...values, ...unavailable, status, status_text: text } });

/** name -> {health, text, values} of the player; `because` as the host tells it; `lost`: the connection to the host is. */
export const statuses = {
  online: { health: 'ready', values: { ...account, ...playing, ...everything, status: 'online', status_text: 'Connected to Spotify' } },
  online_ruled: {
    health: 'ready', values: { ...account, ...paused, ...everything, can_pause: false, can_play: true, status: 'online', status_text: 'Connected to Spotify' },
    because: [{ property: 'is_playing', rule: 'When the contact closes, pause', text: 'Paused by the rule “When the contact closes, pause”' }],
  },
  online_idle: { health: 'ready', values: { ...account, ...nothing, ...unavailable, status: 'online', status_text: 'Connected to Spotify' } },
  connecting: { health: 'connecting', text: 'Connecting to Spotify', values: { ...account, ...can(), status: 'connecting', status_text: 'Connecting to Spotify' } },
  not_configured: inTrouble('not_configured', 'bad_config', '/devices/0/config/client_id: Spotify does not know the client id: compare it with the one in the dashboard', {}),
  sign_in_needed: {
    health: 'sign_in_required', text: 'Nobody is signed in: open the sign-in link and agree',
    values: {
      presets: account.presets, requests_today: 3, requests_per_day: 10_000, is_stale: false, sign_in_url: link,
      status: 'sign_in_needed', status_text: 'Nobody is signed in: open the sign-in link and agree',
    },
  },
  rate_limited: inTrouble('rate_limited', 'degraded',
    'Spotify asked to be left alone until 10:15; nothing is sent before then, and it ends by itself',
    { ...playing, is_stale: true, rate_limited_until: now + 900_000 }),
  rate_limited_spent: inTrouble('rate_limited', 'degraded',
    'The day’s budget of 10000 requests is used up: what is shown is of before, and is asked for again at 10:15. Commands go as long as their part of it lasts; requests_per_day in the config sets the budget',
    { ...playing, is_stale: true, requests_today: 10_000 }),
  offline: inTrouble('offline', 'degraded', 'Cannot reach accounts.spotify.com: the name could not be looked up; it is tried again by itself'),
  zone_unknown: inTrouble('zone_unknown', 'degraded', 'This account has never shown a device named "Livng Room"; the nearest that it has is "Living Room"', { ...nothing }),
  premium_required: inTrouble('premium_required', 'failed', 'The owner of the app has no Spotify Premium: renew it; Spotify may take hours to notice'),
  not_allowed: inTrouble('not_allowed', 'failed', 'This user is not on the app’s list: add the user under User Management in the dashboard, by name and e-mail address'),
  failed: inTrouble('failed', 'failed', 'The renewed sign-in cannot be stored: /var/lib/avhost/spotify.secrets: No space left on device; it is kept in memory and tried again'),
  lost: { health: 'ready', values: { ...account, ...playing, ...everything, status: 'online', status_text: 'Connected to Spotify' }, lost: true },
};

/** What a FakeHost is given for a status. */
export async function siteIn({ health, text = '', values, because = [] }, role = 'set_up') {
  const [player, contact] = await Promise.all([read('manifest.json'), read('sdk-shim/examples/contact/manifest.json')]);
  const signIn = player['dp:sign_in'];
  return {
    role, version: '1.2.3',
    devices: [
      { id: 'lobby', title: player.title, properties: player.properties, actions: player.actions, sign_in: signIn, values, health, text, because },
      { id: 'door', title: contact.title, properties: contact.properties, actions: contact.actions, sign_in: null, values: { closed: false } },
    ],
  };
}

/** What its log tells, and its rules. */
export const lines = [
  ['info', 'host: 2 devices were started'], ['debug', 'panel: The browser at 127.0.0.1:51234 has connected.'],
  ['warning', 'lobby: The service asked to be left alone for 20 s'], ['info', 'rules: Closing time has fired'],
  ['error', 'lobby: The connection was refused'],
].map(([level, text], i) => ({ log: { at: now - 60_000 + i * 7000, level, text } }));
export const rules = [
  { name: 'Closing time', when: 'At 18:00 on weekdays.', fired: 3, last_at: now - 86_400_000, last: 'Faded out over 20 s and paused.' },
  { name: 'Paging', when: 'When “Closed” of the door becomes true.', fired: 0, last_at: null, last: '' },
];
const inside = {
  plugin: 'spotify 0.1.0', state: { status: 'online', since: now - 3_600_000 },
  transactions: [{ at: now - 5_000, method: 'GET', path: '/v1/me/player', status: 200, took_ms: 84 }, { at: now, method: 'PUT', path: '/v1/me/player/pause', status: 204, took_ms: 61 }],
};

/** Its log, its rules, and what a device says of its inside. */
export const answers = (line) => (line.log ? lines : line.rules ? [{ rules }]
  : line.invoke === 'diagnostics' ? [{ device: line.device, completed: line.token, status: 'ok', text: '', result: inside }] : null);
