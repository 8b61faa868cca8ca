// How a device is, in a word and a sentence. A guest's names neither settings nor addresses: those are for the set-up role. Pure.
import { words } from '/av/format.js';
import { sorted } from '/av/hints.js';

// What is so, and what comes of it.
const forGuests = {
  stopped: ['Switched off.', ''],
  connecting: ['Connecting.', 'One moment, please.'],
  ready: ['', ''],
  degraded: ['There is a passing problem.', 'Please try again later.'],
  bad_config: ['Not set up.', 'Please ask for help.'],
  sign_in_required: ['Not signed in.', 'Please ask for help.'],
  failed: ['Out of order.', 'Please ask for help.'],
};

const short = {
  stopped: 'Switched off', connecting: 'Connecting', ready: 'Ready', degraded: 'Passing problem', bad_config: 'Not set up',
  sign_in_required: 'Not signed in', failed: 'Out of order',
};

const forSetUp = {
  stopped: 'The device is stopped.',
  connecting: 'The device is being connected.',
  ready: '',
  degraded: 'The device is in passing trouble and recovers by itself.',
  bad_config: 'The device’s configuration needs to be corrected.',
  sign_in_required: 'Nobody is signed in.',
  failed: 'The device has failed and needs a person’s help.',
};

/** One of the ABI's words; what has not been told yet is connecting. */
export const stateOf = (device) => device.health.state || 'connecting';

/** In a word or two. */
export const wordOf = (device) => short[stateOf(device)] ?? words(stateOf(device));

/** What to know beside the word. `told`: the device's own sentence, where a property has one. */
export function sentenceOf(device, role, told = '') {
  const state = stateOf(device);
  return role === 'set_up' ? told || device.health.text || (forSetUp[state] ?? '') : (forGuests[state] ?? ['', ''])[1];
}

/** Why nothing can be done in this health, without any word beside it. */
export function reasonOf(device, role) {
  const [text] = sorted(device).status_text;
  return role === 'set_up' ? sentenceOf(device, role, (text && device.values[text.id]) ?? '')
    : (forGuests[stateOf(device)] ?? []).filter(Boolean).join(' ');
}

/** "Connected" and "Connected to it; until May": the clause that begins with the word stands for it. {word, sentence} */
export function withoutRepetition(word, sentence) {
  const [first, ...rest] = sentence.split('; ');
  return first === word || first.startsWith(`${word} `) ? { word: first, sentence: rest.join('; ') } : { word, sentence };
}
