// Looks up what an attribute such as bind="lobby.volume" names, and says in a sentence what is wrong with it. Pure.
import { nearest } from '/av/nearest.js';

/** "lobby.volume" -> {device: 'lobby', id: 'volume'}; null when it is not of that form. */
export function parse(text) {
  const dot = (text ?? '').lastIndexOf('.'); // ids of properties have no dot, those of devices may
  return dot > 0 && dot < text.length - 1 ? { device: text.slice(0, dot), id: text.slice(dot + 1) } : null;
}

/** “; did you mean “volume”?”, or nothing when no name is near. */
export function meant(written, names) {
  const name = nearest(written, names);
  return name === null ? '' : `; did you mean “${name}”?`;
}

/** Finds a property or action ('properties' or 'actions'): {device, id, spec} or {error}. Call when the site is known. */
export function find(store, kind, text, attribute) {
  const [what, otherKind, other] = kind === 'actions'
    ? ['action', 'properties', 'a property'] : ['property', 'actions', 'an action'];
  const name = parse(text);
  if (!name) {
    return { error: `${attribute}="${text ?? ''}": expected device.${what}` };
  }
  const device = store.devices.get(name.device);
  if (!device) {
    return { error: `${attribute}="${text}": the site has no device “${name.device}”${meant(name.device, store.devices.keys())}` };
  }
  if (!Object.hasOwn(device[kind], name.id)) {
    const hint = Object.hasOwn(device[otherKind], name.id) ? `; that is ${other}` : meant(name.id, Object.keys(device[kind]));
    return { error: `${attribute}="${text}": “${name.device}” has no ${what} “${name.id}”${hint}` };
  }
  return { device, id: name.id, spec: device[kind][name.id] };
}

/** The value of a binding that find() found; null when it is not known. */
export const valueOf = (found) => found.device.values[found.id] ?? null;

/** Whether a panel of this role ('operate' or 'set_up') may use a property or action. */
export const isAllowed = (spec, role) => spec['dp:role'] !== 'set_up' || role === 'set_up';

/** Names the parameters of an action that have to be given. */
export const requiredOf = (action) => action.input?.required ?? [];

/** What is wrong with the names of an action's parameters, as a sentence; null when nothing is. */
export function parameterFault({ id, spec }, names) {
  const inputs = Object.keys(spec.input?.properties ?? {});
  const surplus = names.find((name) => !inputs.includes(name));
  if (surplus !== undefined) {
    return `“${id}” has no parameter “${surplus}”${meant(surplus, inputs)}`;
  }
  const missing = requiredOf(spec).find((name) => !names.includes(name));
  return missing === undefined ? null : `“${id}” needs the parameter “${missing}”`;
}

/** An attribute with parameters as an object; null when it is not a JSON object. */
export function parametersIn(text) {
  try {
    const params = JSON.parse(text ?? '{}');
    return typeof params === 'object' && !Array.isArray(params) ? params : null;
  } catch {
    return null;
  }
}
