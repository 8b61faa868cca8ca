// Which pictures a panel loads, and when one that could not be had is tried again. Pure.

const isLoopback = (host) => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host);

/**
 * The address when it is one of a picture that a page from `host` may show, else null: https, data, and for a page of this
 * machine plain http to it too, where no network is crossed.
 */
export function pictureAddress(value, host = location.hostname) {
  if (typeof value !== 'string' || URL.canParse?.(value) === false) {
    return null;
  }
  const isOfThisMachine = /^http:\/\/127\.0\.0\.1(:\d+)?\//i.test(value) && isLoopback(host);
  return isOfThisMachine || /^(https:\/\/|data:image\/)/i.test(value) ? value : null;
}

/** Milliseconds to wait after this many failures in a row: 2 s, 4 s, ..., 5 min. */
export const pauseAfter = (failures) => Math.min(2 ** Math.min(failures, 10) * 1000, 300_000);
