// Where a value that runs with the clock is now. Pure: times come in as values.

/**
 * `spec` is a property's manifest entry, `values` its device's values, `nowBy(id)` gives epoch ms at the host
 * by the clock of the time in that property. With dp:extrapolate {at, while, until} the value was true at the time
 * values[at] and goes on, a ms each ms, while values[while] is true, up to values[until]. What has no clock may have its bound in another property too (dp:limit).
 * Gives {value, running, limit}; value and limit are null when not known.
 */
export function extrapolate(spec, value, values, nowBy) {
  const rule = spec['dp:extrapolate'];
  const limit = (rule ? values[rule.until] : values[spec['dp:limit']] ?? spec.maximum) ?? null;
  if (!rule || value === null) {
    return { value, running: false, limit };
  }
  const since = values[rule.at] ?? null;
  const running = values[rule.while] === true && since !== null;
  const reached = running ? value + Math.max(0, nowBy(rule.at) - since) : value;
  return { value: limit === null ? reached : Math.min(reached, limit), running, limit };
}
