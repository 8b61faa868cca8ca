// Values as a person reads them. Pure: text from value and manifest.

export const unknown = '—';

/** 83000 -> "1:23", 3723000 -> "1:02:03" */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** "sign_in_needed" -> "Sign in needed" */
export function words(id) {
  const text = id.replaceAll('_', ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Epoch ms as a local time, with the date unless that is the day of `now`, which is the host's; `options` as of Intl. */
export function moment(at, now, options = {}) {
  const then = new Date(at);
  const language = globalThis.document?.documentElement.lang || undefined;
  return then.toDateString() === new Date(now).toDateString()
    ? then.toLocaleTimeString(language, options)
    : then.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short', ...options });
}

/** The value of a property whose manifest entry is `spec`; `empty` for null. `now`: epoch ms at the host. */
export function text(value, spec = {}, empty = unknown, now = Date.now()) {
  if (value === null || value === undefined) {
    return empty;
  }
  if (typeof value === 'object') {
    return fields(value);
  }
  if (Object.hasOwn(spec['dp:words'] ?? {}, value)) {
    return spec['dp:words'][value];
  }
  if (typeof value === 'boolean') {
    return value ? 'Yes' : 'No';
  }
  if (typeof value === 'number') {
    if (spec['dp:widget'] === 'time') {
      return moment(value, now);
    }
    if (spec.unit === 'ms' && spec['dp:diagnostic'] === true) {
      return `${value / 1000} s`;
    }
    if (spec.unit === 'ms') {
      return duration(value);
    }
    if (spec.unit === 'percent') {
      return `${value} %`;
    }
    return spec.unit ? `${value} ${spec.unit}` : String(value);
  }
  return spec.enum ? words(value) : value;
}

/** What no hint says how to show: the members of a list, and the fields of an object that are known, with their names. */
function fields(value) {
  return Array.isArray(value) ? value.map((item) => text(item)).join(', ')
    : Object.entries(value).filter(([, one]) => one !== null).map(([name, one]) => `${words(name)}: ${text(one)}`).join(', ');
}
