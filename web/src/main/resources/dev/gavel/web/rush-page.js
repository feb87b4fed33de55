import { GavelBar } from './bar.js';
import { GavelRoom } from './room.js';
import { GavelRush } from './rush.js';

customElements.define('gavel-bar', GavelBar);
customElements.define('gavel-room', GavelRoom);
customElements.define('gavel-rush', GavelRush);
