import { html } from './lit-html.js';
import { GavelBar } from './bar.js';
import { GavelElement } from './element.js';
import { comeBack, goAndSignIn } from './signin.js';

const WAY = new URL('/page/signin', location.href);

// A code is good once, and belongs in no history and no screenshot.
const answer = new URLSearchParams(location.search);
history.replaceState(null, '', location.pathname);

/** `<gavel-signin>`: where the provider sends visitors back to. */
class GavelSignIn extends GavelElement {
  static styles = ['signin.css'];

  kind;

  async enter() {
    try {
      location.replace(await comeBack(WAY, answer));
    } catch (problem) {
      this.#set(problem.kind ?? 'unavailable');
    }
  }

  async again() {
    this.#set(undefined);
    try {
      await goAndSignIn(WAY);
    } catch (problem) {
      this.#set(problem.kind ?? 'unavailable');
    }
  }

  #set(kind) {
    this.kind = kind;
    this.changed();
  }

  view() {
    const { t, kind } = this;
    if (!kind) {
      return html`<section role="status"><h1>${t('signin.busy')}</h1></section>`;
    }
    return html`
      <section role="alert">
        <h1>${t('signin.not')}</h1>
        <p>${t(`signin.${kind}`)}</p>
        <p class="row"><button @click=${() => this.again()}>${t('signin.again')}</button>
          <a href="/">${t('signin.hall')}</a></p>
      </section>`;
  }
}

customElements.define('gavel-bar', GavelBar);
customElements.define('gavel-signin', GavelSignIn);
