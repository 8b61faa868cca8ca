// Between what a value may be, and in what steps, by its manifest entry. Pure.

/** {low, high, step} of a number; high is null while it is not known, step 'any' for a number without one. */
export function boundsOf(spec, values) {
  const until = spec['dp:extrapolate']?.until;
  const low = spec.minimum ?? 0;
  const high = (until === undefined ? spec.maximum : values[until]) ?? null;
  const step = spec.multipleOf ?? (spec.type === 'integer' ? 1 : high === null ? 'any' : (high - low) / 100);
  return { low, high, step };
}
