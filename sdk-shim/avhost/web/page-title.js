// What a document is called in a browser's tab: the part that is seen, and the site. Pure.

/** `parts` from the narrowest to the site's title, where there is one. */
export const pageTitle = (...parts) => [...new Set(parts.filter((part) => part !== ''))].join(' – ');
