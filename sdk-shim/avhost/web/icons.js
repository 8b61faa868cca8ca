// Pictures for buttons, drawn as lines and shapes in a square of 24.
const drawing = 'http://www.w3.org/2000/svg';

const shapes = { // filled
  play: 'M7.5 4.2v15.6L20 12z',
  pause: 'M6 4.5h4.2v15H6zM13.8 4.5H18v15h-4.2z',
  next: 'M5 4.8v14.4L15 12zM15.6 4.8H19v14.4h-3.4z',
  previous: 'M19 4.8v14.4L9 12zM8.4 4.8H5v14.4h3.4z',
  volume: 'M3.5 9v6H7l5.2 4.4V4.6L7 9z',
};
const lines = { // stroked
  note: 'M9.2 17.6V6.2l10.4-2.4v11.4M9.2 17.6a2.7 2.7 0 1 1-5.4 0 2.7 2.7 0 0 1 5.4 0zM19.6 15.2a2.7 2.7 0 1 1-5.4 0 2.7 2.7 0 0 1 5.4 0z',
  picture: 'M5.5 4.5h13a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2v-11a2 2 0 0 1 2-2zM4 17l4.8-4.8 4 4 2.6-2.6L20 18M15.2 9.6a.9.9 0 1 0 .01 0z',
  volume: 'M15.3 8.6a4.8 4.8 0 0 1 0 6.8M17.9 6a8.5 8.5 0 0 1 0 12',
  mute: 'M4.3 9.7v4.6h3.2l4 3.5V6.2l-4 3.5zM15.5 9.5l5 5M20.5 9.5l-5 5',
  shuffle: 'M3.5 7H7c5 0 5 10 10 10h3.2M3.5 17H7c1.9 0 3.1-1.5 4-3.2M13 10.2C13.9 8.4 15.1 7 17 7h3.2M17.7 4.3L20.5 7l-2.8 2.7M17.7 14.3l2.8 2.7-2.8 2.7',
  repeat: 'M4 11.5V10a3.5 3.5 0 0 1 3.5-3.5H20M17.3 3.8L20 6.5l-2.7 2.7M20 12.5V14a3.5 3.5 0 0 1-3.5 3.5H4M6.7 20.2L4 17.5l2.7-2.7',
  favorite: 'M12 19.8C4.8 15.3 3.5 11.8 3.5 9.2 3.5 6.7 5.4 4.8 7.7 4.8c1.8 0 3.4 1.1 4.3 2.8.9-1.7 2.5-2.8 4.3-2.8 2.3 0 4.2 1.9 4.2 4.4 0 2.6-1.3 6.1-8.5 10.6z',
};

const isIcon = (name) => Object.hasOwn(shapes, name) || Object.hasOwn(lines, name);

function icon(name) {
  const picture = document.createElementNS(drawing, 'svg');
  picture.setAttribute('viewBox', '0 0 24 24');
  for (const [kind, paths] of [['fill', shapes], ['line', lines]]) {
    if (Object.hasOwn(paths, name)) {
      const path = picture.appendChild(document.createElementNS(drawing, 'path'));
      path.setAttribute('class', `av-icon-${kind}`);
      path.setAttribute('d', paths[name]);
    }
  }
  return picture;
}

/** Shows the picture of that name in `place`, a span; none for a name that is unknown or null. True when it shows one. */
export function showIcon(place, name) {
  const known = name !== null && isIcon(name) ? name : null;
  if (place.dataset.icon !== (known ?? undefined)) {
    known === null ? delete place.dataset.icon : (place.dataset.icon = known);
    place.replaceChildren(...(known === null ? [] : [icon(known)]));
  }
  return known !== null;
}
