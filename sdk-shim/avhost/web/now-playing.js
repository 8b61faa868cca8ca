// <now-playing device="lobby">: what a player plays and its controls, made from the hints of the device's manifest: picture
// with a link to the item, titles, position, transport, volume, and where it all comes from. Nothing is ever put over the
// picture. It takes the height of what it stands in, 480x320 and more.
import '/av/av-because.js';
import '/av/av-button.js';
import '/av/av-image.js';
import '/av/av-label.js';
import '/av/av-link.js';
import '/av/av-progress.js';
import '/av/av-slider.js';
import '/av/av-toggle.js';
import { meant } from '/av/binding.js';
import { make, put, say } from '/av/dom.js';
import { AvElement } from '/av/element.js';
import { text } from '/av/format.js';
import { playerOf } from '/av/hints.js';
import { store } from '/av/panel.js';
import { repeated } from '/av/repeated.js';
import { statusOf } from '/av/status-of.js';

const order = ['shuffle', 'previous', 'play', 'next', 'repeat']; // of the controls in the row; others stand beside the volume

class NowPlaying extends AvElement {
  static observedAttributes = ['device'];
  #shown = ''; // what the children were made for
  #names = []; // the labels of titles, with what each is bound to
  #stage = make('div', { class: 'np' });
  #stale = make('p', { class: 'np-stale', role: 'status' });
  #status = null;
  #top = null; // what is above the rest: the status and the mark
  #play = null; // the one button for play and pause
  #player = null;

  build() {
    this.append(make('div', { class: 'np-box' }, this.#stage));
  }

  devices() {
    return [this.getAttribute('device')].filter(Boolean);
  }

  draw() {
    const id = this.getAttribute('device') ?? '';
    const device = store.devices.get(id);
    if (!store.known) {
      return;
    }
    const player = device ? playerOf(device) : null;
    if (player === null) {
      this.#shown = '';
      this.#stage.replaceChildren();
      this.fault(device ? `device="${id}": its manifest has neither a title nor an image to show`
        : `device="${id}": the site has no such device${meant(id, store.devices.keys())}`);
      return;
    }
    const plan = JSON.stringify([id, device.properties, device.actions]);
    this.#player = player;
    if (this.#shown !== plan) {
      this.#shown = plan;
      this.#stage.replaceChildren(...this.#parts(device, player));
    }
    this.#drawPlay(device);
    this.#drawTitle(device);
    repeated(this.#names.map(({ id }) => device.values[id])).forEach((again, i) => (this.#names[i].label.hidden = again));
    const known = device.health.state === 'ready' || device.health.state === '';
    const stale = !store.connected || (player.stale !== null && device.values[player.stale.id] === true);
    this.#status.hidden = known && store.connected;
    this.#top.hidden = this.#status.hidden && !stale;
    put(this, 'data-stale', stale ? '' : null);
    say(this.#stale, stale ? 'May be out of date' : '');
  }

  #parts(device, player) {
    const { image, title, subtitle, third, progress, level, attribution, controls } = player;
    this.#names = [[title, 'np-title', 'Nothing is playing'], [subtitle, 'np-subtitle', ''], [third, 'np-third', '']]
      .filter(([one]) => one !== null)
      .map(([one, name, empty]) => ({ id: one.id, label: make('av-label', { bind: one.bind, class: name, empty }) }));
    const named = make('div', { class: 'np-named', 'aria-live': 'polite' }, ...this.#names.map(({ label }) => label));
    named.addEventListener('click', () => put(named, 'data-open', named.hasAttribute('data-open') ? null : ''));
    this.#status = statusOf(device);
    this.#status.className = 'np-status';
    const picture = image === null ? [] : [make('av-image', {
      bind: image.bind, icon: 'note',
      ...(title === null ? {} : { 'alt-bind': title.bind }),
      ...(attribution?.link === undefined ? {} : { link: `${device.id}.${attribution.link}` }),
    })];
    const row = order.map((name) => this.#control(device, name, controls)).filter(Boolean);
    const others = Object.keys(controls).filter((name) => !['pause', 'mute', ...order].includes(name));
    const sound = [
      this.#control(device, 'mute', controls),
      level && make('av-slider', { bind: level.bind, class: 'np-level' }),
      ...others.map((name) => this.#control(device, name, controls)),
    ].filter(Boolean);
    const group = (name, title_, parts) => (parts.length === 0 ? [] : [make('div', { class: name, role: 'group', 'aria-label': title_ }, ...parts)]);
    this.#top = make('div', { class: 'np-top' }, this.#status, this.#stale);
    return [
      this.#top,
      make('div', { class: 'np-art' }, ...picture, ...(attribution === null ? [] : [this.#source(device, attribution)])),
      make('div', { class: 'np-body' },
        make('av-because', { class: 'np-because', device: device.id }), named,
        ...(progress === null ? [] : [make(progress.spec.readOnly ? 'av-progress' : 'av-slider', { bind: progress.bind, class: 'np-progress' })]),
        ...group('np-transport', 'Playback', row),
        ...group('np-sound', 'Sound', sound)),
    ];
  }

  // Next to the picture and the names, in the words that the manifest gives.
  #source(device, { text, link, link_text }) {
    return make('p', { class: 'np-source' }, make('span', {}, text),
      ...(link === undefined ? [] : [make('av-link', { bind: `${device.id}.${link}` }, link_text ?? 'Open')]));
  }

  #control(device, name, controls) {
    if (name === 'play' && controls.play && controls.pause && this.#player.playing !== null) {
      this.#play = make('av-button', { class: 'np-play' });
      return this.#play;
    }
    const one = controls[name];
    if (!one) {
      return null;
    }
    if (!one.isAction) {
      const pictures = name === 'mute' ? { icon: 'volume', 'icon-on': 'mute' } : { icon: name };
      return make('av-toggle', { bind: one.bind, class: `np-${name}`, ...pictures });
    }
    const state = one.spec['dp:state'];
    return make('av-button', {
      action: one.bind, icon: name, class: `np-${name}`, ...(state === undefined ? {} : { 'state-bind': `${device.id}.${state}` }),
    });
  }

  // What stands there while no title is known: what the manifest says instead (dp:otherwise), unless that is not known either.
  #drawTitle(device) {
    const title = this.#names.find(({ id }) => id === this.#player.title?.id);
    const instead = this.#player.title?.spec['dp:otherwise'];
    const value = instead === undefined ? null : device.values[instead] ?? null;
    if (title) {
      put(title.label, 'empty', value !== null ? text(value, device.properties[instead])
        : device.health.state === 'ready' ? 'Nothing is playing' : 'Not known');
    }
  }

  #drawPlay(device) {
    if (this.#play === null) {
      return;
    }
    const { controls, playing } = this.#player;
    const name = device.values[playing] === true ? 'pause' : 'play';
    put(this.#play, 'icon', name);
    put(this.#play, 'label', controls[name].spec.title ?? name);
    put(this.#play, 'action', controls[name].bind);
  }
}

customElements.define('now-playing', NowPlaying);
