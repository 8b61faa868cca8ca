// All elements. A page needs this and av.css:
//   <link rel="stylesheet" href="/av/av.css"> <script type="module" src="/av/av.js"></script>
import '/av/av-because.js';
import '/av/av-button.js';
import '/av/av-image.js';
import '/av/av-indicator.js';
import '/av/av-label.js';
import '/av/av-link.js';
import '/av/av-list.js';
import '/av/av-progress.js';
import '/av/av-slider.js';
import '/av/av-status.js';
import '/av/av-toggle.js';
import '/av/now-playing.js';

export { requests, store } from '/av/panel.js';
