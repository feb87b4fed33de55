import { GavelBar } from './bar.js';
import { GavelRoom } from './room.js';

// The same document is served for every auction.
document.querySelector('gavel-room').setAttribute('auction', location.pathname.split('/').at(-1));
customElements.define('gavel-bar', GavelBar);
customElements.define('gavel-room', GavelRoom);
