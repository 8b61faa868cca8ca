// Why a press would come to nothing now, as a sentence. Pure.
import { isAllowed } from '/av/binding.js';
import { reasonOf, stateOf } from '/av/health.js';

const usual = ['ready', 'degraded']; // healths in which a device takes what is asked of it

/** Whether the device takes it in the health that it has (dp:health); what is for setting up serves in all. */
function isTakenNow({ device, spec }) {
  return spec['dp:role'] === 'set_up' && spec['dp:health'] === undefined ? true
    : (spec['dp:health'] ?? usual).includes(stateOf(device));
}

/**
 * `found` is a property or action that find() found, `panel` the store: {connected, role}. Null when nothing is in the way.
 * The property that the manifest names for it (dp:enabled) has the reason among its words (dp:words, "false").
 */
export function hindrance(found, { connected, role }) {
  const { device, spec } = found;
  if (!connected) {
    return role === 'set_up' ? 'There is no connection to the host.' : 'There is no connection at the moment.';
  }
  if (!isAllowed(spec, role)) {
    return 'This needs a key with the role “set up”.';
  }
  if (!isTakenNow(found)) {
    return reasonOf(device, role) || 'Not possible at the moment.';
  }
  const enabled = spec['dp:enabled'];
  if (enabled !== undefined && device.values[enabled] === false) {
    return device.properties[enabled]?.['dp:words']?.false ?? 'Not possible at the moment.';
  }
  return null;
}
