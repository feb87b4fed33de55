import { GavelHall } from './hall.js';
import { GavelRoom } from './room.js';

/** For pages of others: the elements under their names. */
customElements.define('gavel-hall', GavelHall);
customElements.define('gavel-room', GavelRoom);
