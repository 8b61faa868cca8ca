// Which name somebody may have meant. Pure.

/** How many letters have to be put in, taken out or changed to make `a` of `b`. */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; ++i) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; ++j) {
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
  }
  return row[b.length];
}

/** The name nearest to what was written, null when none is near enough to have been meant. */
export function nearest(written, names) {
  const most = Math.max(2, Math.floor(written.length / 3));
  const ranked = [...names]
    .map((name) => [distance(written.toLowerCase(), name.toLowerCase()), name])
    .filter(([far]) => far <= most)
    .sort(([a], [b]) => a - b);
  return ranked[0]?.[1] ?? null;
}
