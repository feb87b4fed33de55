import { GavelBar } from './bar.js';
import { GavelConsole } from './console.js';

customElements.define('gavel-bar', GavelBar);
customElements.define('gavel-console', GavelConsole);
