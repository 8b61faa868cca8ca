// Looks up what an attribute such as bind="lobby.volume" names, and says in a sentence what is wrong with it.

/** "lobby.volume" -> {device: 'lobby', id: 'volume'}; null when it is not of that form. */
export function parse(text) {
  const dot = (text ?? '').lastIndexOf('.'); // ids of properties have no dot, those of devices may
  return dot > 0 && dot < text.length - 1 ? { device: text.slice(0, dot), id: text.slice(dot + 1) } : null;
}

/** Finds a property or action ('properties' or 'actions'): {device, id, spec} or {error}. Call when the site is known. */
export function find(store, kind, text, attribute) {
  const what = kind === 'actions' ? 'action' : 'property';
  const name = parse(text);
  if (!name) {
    return { error: `${attribute}="${text ?? ''}": expected device.${what}` };
  }
  const device = store.devices.get(name.device);
  if (!device) {
    return { error: `${attribute}="${text}": the site has no device “${name.device}”` };
  }
  if (!Object.hasOwn(device[kind], name.id)) {
    return { error: `${attribute}="${text}": “${name.device}” has no ${what} “${name.id}”` };
  }
  return { device, id: name.id, spec: device[kind][name.id] };
}

/** The value of a binding that find() found; null when it is not known. */
export const valueOf = (found) => found.device.values[found.id] ?? null;

/** Names the parameters of an action that have to be given. */
export const requiredOf = (action) => action.input?.required ?? [];
