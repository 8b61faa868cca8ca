// JSON that nobody has described, as a person reads it. Pure.
import { moment, text, words } from '/av/format.js';

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a value is to be shown as: 'table' (an array of objects), 'list' (an object) or 'text'. */
export function shapeOf(value) {
  if (Array.isArray(value)) {
    return value.length > 0 && value.every(isObject) ? 'table' : 'text';
  }
  return isObject(value) ? 'list' : 'text';
}

/** The columns of an array of objects: every key that occurs, in the order in which they first do. */
export const columnsOf = (rows) => [...new Set(rows.flatMap((row) => Object.keys(row)))];

/** A name as a heading; the unit at its end goes to the value. */
export const headingOf = (name) => words(name.replace(/_ms$/, '')) || name;

/** A value as text. What its name says of it is heeded: at, ..._at, ..._since, ..._until and ..._expires are times, ..._ms milliseconds. `now`: epoch ms at the host. */
export function cellOf(name, value, now) {
  if (typeof value === 'number' && /(^|_)(at|since|until|expires)$/.test(name) && value > 1e11) {
    return moment(value, now);
  }
  if (typeof value === 'number' && /_ms$/.test(name)) {
    return `${value} ms`;
  }
  return text(value);
}
