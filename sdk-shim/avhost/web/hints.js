// A device's properties by the widget hints of its manifest, and the status that follows from them.
import { make } from '/av/element.js';

const widgets = [
  'title', 'subtitle', 'label', 'image', 'link', 'progress', 'indicator', 'level', 'toggle', 'status', 'status_text',
  'time', 'hidden',
];

/** The device's properties by widget: {title: [{id, spec, bind}], ...}. A hint that is not known counts as none. */
export function sorted(device) {
  const groups = Object.fromEntries(widgets.map((widget) => [widget, []]));
  for (const [id, spec] of Object.entries(device.properties)) {
    const hint = spec['dp:widget'];
    const fallback = spec.type !== 'boolean' ? 'label' : spec.readOnly ? 'indicator' : 'toggle';
    groups[widgets.includes(hint) ? hint : fallback].push({ id, spec, bind: `${device.id}.${id}` });
  }
  return groups;
}

/** An av-status that says it in the words of the device's own properties, where it has such. */
export function statusOf(device, { status: [word], status_text: [text] } = sorted(device)) {
  const element = make('av-status', { device: device.id });
  if (word) {
    element.setAttribute('word-bind', word.bind);
  }
  if (text) {
    element.setAttribute('text-bind', text.bind);
  }
  return element;
}
