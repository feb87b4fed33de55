import { GavelBar } from './bar.js';
import { GavelHall } from './hall.js';

customElements.define('gavel-bar', GavelBar);
customElements.define('gavel-hall', GavelHall);
