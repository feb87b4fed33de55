import { GavelBar } from './bar.js';
import { GavelRoom } from './room.js';

const room = document.querySelector('gavel-room');
room.addEventListener('gavel-auction', ({ detail }) => {
  document.title = `${detail.title} · Gavel`;
});
// The same document is served for every auction.
room.setAttribute('auction', location.pathname.split('/').at(-1));
customElements.define('gavel-bar', GavelBar);
customElements.define('gavel-room', GavelRoom);
