// An av-status for a device, by the hints of its manifest.
import '/av/av-status.js';
import { make } from '/av/dom.js';
import { sorted } from '/av/hints.js';

/** One that says it in the words of the device's own properties, where it has such. */
export function statusOf(device) {
  const { status: [word], status_text: [text] } = sorted(device);
  return make('av-status', {
    device: device.id, ...(word ? { 'word-bind': word.bind } : {}), ...(text ? { 'text-bind': text.bind } : {}),
  });
}
