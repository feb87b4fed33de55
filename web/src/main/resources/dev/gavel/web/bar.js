import { html, nothing } from './lit-html.js';
import { GavelElement } from './element.js';
import { chooseLanguage, languages } from './language.js';
import * as session from './session.js';

const NAMES = { en: 'English', ko: '한국어' };

/**
 * `<gavel-bar people="…">`: the head of this server's own pages. With `people`, the address of a list of those whom a
 * visitor may be (development only), it offers them; else it says who is signed in.
 */
export class GavelBar extends GavelElement {
  static styles = ['bar.css'];

  people = [];

  async enter(signal) {
    addEventListener('gavel-session', () => this.changed(), { signal });
    const people = this.getAttribute('people');
    if (people) {
      this.people = (await (await fetch(new URL(people, this.server))).json()).people;
      const mine = this.people.find((person) => person.account === this.#account());
      if (mine && mine.token !== session.token()) {
        // Of a server that was started again since.
        session.signIn(mine.token);
      }
      this.changed();
    }
  }

  #account() {
    const token = session.token();
    return token && session.whoIs(token).account;
  }

  #roles() {
    const token = session.token();
    return token ? session.whoIs(token).roles : [];
  }

  spoken() {
    document.documentElement.lang = this.language;
  }

  choose(event) {
    session.signIn(this.people.find((person) => person.account === event.target.value)?.token);
  }

  view() {
    return html`
      <nav aria-label=${this.t('bar.label')}>
        <a class="brand" href="/">Gavel</a>
        <span class="rest">
          ${this.#also('seller', '/desk', 'bar.desk')}${this.#also('operator', '/console', 'bar.console')}${this.#who()}
          <select aria-label=${this.t('bar.language')} .value=${this.language}
            @change=${(event) => chooseLanguage(event.target.value)}>
            ${languages.map((each) => html`
              <option value=${each} lang=${each} ?selected=${each === this.language}>${NAMES[each]}</option>`)}
          </select>
        </span>
      </nav>`;
  }

  /** A page that those of a role have. */
  #also(role, path, words) {
    return !this.#roles().includes(role) ? nothing : html`
      <a class="also" href=${path} aria-current=${location.pathname === path ? 'page' : nothing}>${this.t(words)}</a>`;
  }

  #who() {
    const me = this.#account();
    if (this.people.length === 0) {
      return me ? html`<bdi class="me">${me}</bdi>` : nothing;
    }
    return html`
      <select id="people" aria-label=${this.t('bar.people')} @change=${(event) => this.choose(event)}>
        <option value="" ?selected=${!me}>${this.t('bar.nobody')}</option>
        ${this.people.map(({ account, role }) => html`
          <option value=${account} ?selected=${account === me}>${account} · ${this.t(`role.${role}`)}</option>`)}
      </select>`;
  }
}
