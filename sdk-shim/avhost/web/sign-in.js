// What a device's sign-in is like, by the names in its manifest (dp:sign_in). Pure.

/** The built-in page on which a device is set up. */
export const setupPage = (device) => `/av/setup.html?device=${encodeURIComponent(device)}`;

export const needsSignIn = (device) => device.signIn !== null && device.health.state === 'sign_in_required';

const valueOf = (device, id) => (id === undefined ? null : device.values[id] ?? null);

/** The link to be opened, null while there is none. */
export const consentLink = (device) => valueOf(device, device.signIn.url);

/** Epoch ms at which the sign-in ends; null when that is not known or nobody is signed in. */
export const signInEnd = (device) => valueOf(device, device.signIn.expires);

export const isSignedIn = (device) => device.signIn.expires !== undefined
  ? signInEnd(device) !== null
  : ['ready', 'degraded'].includes(device.health.state);

/** Whether a page from this host name (location.hostname) was made by the computer that shows it. */
export const isLoopback = (name) => name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
