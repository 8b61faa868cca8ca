// JSON as lists and tables. Knows the document only.
import { cellOf, columnsOf, headingOf, shapeOf } from '/av/cells.js';
import { make } from '/av/dom.js';

function table(name, rows, now) {
  const columns = columnsOf(rows);
  const label = headingOf(name);
  return make('div', { class: 'av-scroll', tabindex: 0, role: 'region', 'aria-label': label },
    make('table', {},
      make('caption', {}, label),
      make('thead', {}, make('tr', {}, ...columns.map((column) => make('th', { scope: 'col' }, headingOf(column))))),
      make('tbody', {}, ...rows.map((row) =>
        make('tr', {}, ...columns.map((column) => make('td', {}, cellOf(column, row[column] ?? null, now))))))));
}

/** An element that shows `value`, which goes by this name. `now`: epoch ms at the host. */
export function jsonView(name, value, now) {
  switch (shapeOf(value)) {
    case 'table':
      return table(name, value, now);
    case 'list': {
      const entries = Object.entries(value);
      const plain = entries.filter(([, one]) => shapeOf(one) === 'text');
      const rest = entries.filter(([, one]) => shapeOf(one) !== 'text');
      return make('section', { class: 'av-json', 'aria-label': headingOf(name) },
        make('h3', {}, headingOf(name)),
        ...(plain.length === 0 ? [] : [make('dl', {}, ...plain.map(([key, one]) =>
          make('div', {}, make('dt', {}, headingOf(key)), make('dd', {}, cellOf(key, one, now)))))]),
        ...rest.map(([key, one]) => jsonView(key, one, now)));
    }
    default:
      return make('p', {}, cellOf(name, value, now));
  }
}
