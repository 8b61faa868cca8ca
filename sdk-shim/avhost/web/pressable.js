// Marks a button that is no element of its own as one that can be pressed, or not.
import { put } from '/av/dom.js';

/** `reason`: why a press would come to nothing, as a sentence; null: nothing is in the way. */
export function setHindrance(button, reason) {
  put(button, 'aria-disabled', reason === null ? null : 'true');
  put(button, 'title', reason);
}

/** What is in the way of everything that only the host can do. */
export const withoutHost = ({ connected }) => (connected ? null : 'There is no connection to the host.');
