// What a press on an element with an action does: its parameters are checked against the manifest before.
import { parameterFault, parametersIn } from '/av/binding.js';

/**
 * `found` is an action that find() found, `params` the text of an attribute, `later` the names of parameters that are
 * known only when it is pressed. Gives {device, id, params} or {error}.
 */
export function invocation(found, params, later = []) {
  const given = parametersIn(params);
  if (given === null) {
    return { error: `params='${params}': expected a JSON object` };
  }
  const fault = parameterFault(found, [...Object.keys(given), ...later]);
  return fault === null ? { device: found.device.id, id: found.id, params: given } : { error: `params: ${fault}` };
}
