import { GavelBar } from './bar.js';
import { GavelDesk } from './desk.js';

customElements.define('gavel-bar', GavelBar);
customElements.define('gavel-desk', GavelDesk);
