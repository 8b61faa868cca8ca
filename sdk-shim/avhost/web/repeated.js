// What a player need not say twice: an episode's show may stand in two properties, and a single has its album's name. Pure.

/** Of texts that stand below each other, for each whether one above it says the same. */
export const repeated = (texts) => texts.map((text, i) => typeof text === 'string' && texts.indexOf(text) < i);
