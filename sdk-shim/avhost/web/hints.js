// What the widget hints of a device's manifest say about how it is to be shown: its properties by widget, what of it is a
// player, and the rest by group. Pure.
import { isAllowed, requiredOf } from '/av/binding.js';
import { words } from '/av/format.js';

const widgets = [
  'title', 'subtitle', 'label', 'image', 'link', 'progress', 'indicator', 'level', 'list', 'toggle', 'status', 'status_text',
  'time', 'stale', 'hidden',
];

/** The device's properties by widget: {title: [{id, spec, bind}], ...}. A hint that is not known counts as none. */
export function sorted(device) {
  const groups = Object.fromEntries(widgets.map((widget) => [widget, []]));
  for (const [id, spec] of Object.entries(device.properties)) {
    const hint = spec['dp:widget'];
    const fallback = spec.type === 'array' ? 'list' : spec.type !== 'boolean' ? 'label' : spec.readOnly ? 'indicator' : 'toggle';
    groups[widgets.includes(hint) ? hint : fallback].push({ id, spec, bind: `${device.id}.${id}` });
  }
  return groups;
}

/** What tells of a device's health and of what it has used up, but for the bounds of others, which stand beside those. */
export function diagnosticsOf(device) {
  const bounds = Object.values(device.properties).map((spec) => spec['dp:limit']);
  return Object.entries(device.properties).filter(([id, spec]) => spec['dp:diagnostic'] === true && !bounds.includes(id))
    .map(([id, spec]) => ({ id, spec, bind: `${device.id}.${id}` }));
}

export const nameOf = ({ id, spec }) => spec.title ?? words(id);

/**
 * What now-playing shows of a device, null when it has neither a picture nor a title. Of each widget one; `controls` has
 * the actions and switches by their dp:transport. `used` are the names of all of them, `actions.` before those of actions.
 */
export function playerOf(device) {
  const groups = sorted(device);
  const [image, title] = [groups.image[0] ?? null, groups.title[0] ?? null];
  if (image === null && title === null) {
    return null;
  }
  const player = {
    image, title,
    subtitle: groups.subtitle[0] ?? null,
    third: title && (groups.label[0] ?? null),
    progress: groups.progress[0] ?? null,
    level: groups.level.find(({ spec }) => !spec.readOnly) ?? null,
    stale: groups.stale[0] ?? null,
    controls: {},
    attribution: null,
    playing: null,
  };
  for (const [id, spec] of [...Object.entries(device.actions), ...Object.entries(device.properties)]) {
    if (spec['dp:transport'] !== undefined) {
      const isAction = device.actions[id] === spec;
      player.controls[spec['dp:transport']] = { id, spec, isAction, bind: `${device.id}.${id}` };
    }
    player.attribution ??= spec['dp:attribution'] ?? null;
  }
  player.playing = player.progress?.spec['dp:extrapolate']?.while ?? null;
  player.used = new Set([
    ...['image', 'title', 'subtitle', 'third', 'progress', 'level', 'stale'].map((key) => player[key]?.id).filter(Boolean),
    ...Object.values(player.controls).map(({ id, isAction }) => (isAction ? `actions.${id}` : id)),
    ...[player.playing, player.attribution?.link].filter(Boolean),
  ]);
  return player;
}

const shownElsewhere = ['hidden', 'status', 'status_text', 'stale'];

// What has no heading first, then what there is to choose from, then other lists, then the rest.
function rank({ title, parts }) {
  const lists = parts.filter(({ widget }) => widget === 'list');
  return title === '' ? 0 : lists.some(({ spec }) => spec['dp:list']?.action !== undefined) ? 1 : lists.length > 0 ? 2 : 3;
}

/**
 * What a generated page shows of a device beside the player: [{title, parts: [{id, spec, bind, widget}]}], by dp:group in
 * the order of their use, what has none under an empty title. Actions that need nothing come as 'button'. What is for
 * diagnosis, or not for this role, stands on the set-up page.
 */
export function groupsOf(device, used = new Set(), role = 'set_up') {
  const groups = new Map([['', []]]);
  const add = (spec, part) => {
    const title = spec['dp:group'] ?? '';
    groups.set(title, [...(groups.get(title) ?? []), part]);
  };
  for (const [widget, list] of Object.entries(sorted(device))) {
    for (const one of shownElsewhere.includes(widget) ? [] : list) {
      if (!used.has(one.id) && one.spec['dp:diagnostic'] !== true && isAllowed(one.spec, role)) {
        add(one.spec, { ...one, widget });
      }
    }
  }
  for (const [id, spec] of Object.entries(device.actions)) {
    if (spec['dp:widget'] !== 'hidden' && requiredOf(spec).length === 0 && !used.has(`actions.${id}`) && isAllowed(spec, role)) {
      add(spec, { id, spec, bind: `${device.id}.${id}`, widget: 'button' });
    }
  }
  return [...groups].map(([title, parts]) => ({ title, parts })).filter(({ parts }) => parts.length > 0)
    .sort((a, b) => rank(a) - rank(b));
}
