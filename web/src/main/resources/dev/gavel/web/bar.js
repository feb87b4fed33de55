import { html, nothing } from './lit-html.js';
import { GavelElement } from './element.js';
import { chooseLanguage, languages } from './language.js';
import * as session from './session.js';
import { goAndSignIn, isOver, keepSignedIn, signOut } from './signin.js';

const NAMES = { en: 'English', ko: '한국어' };

/**
 * `<gavel-bar people="…">`: the head of this server's own pages. With `people`, the address of a list of those whom a
 * visitor may be (development only), it offers them; with `signin`, the address that says where to sign in, a button
 * does that; else it only says who is signed in.
 */
export class GavelBar extends GavelElement {
  static styles = ['bar.css'];

  people = [];
  /** Why the button led nowhere. */
  problem;

  async enter(signal) {
    addEventListener('gavel-session', () => this.changed(), { signal });
    if (this.#way()) {
      keepSignedIn(this.#way(), signal, () => this.changed());
    }
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

  #way() {
    return this.hasAttribute('signin') ? new URL(this.getAttribute('signin'), this.server) : undefined;
  }

  async go(there) {
    this.problem = undefined;
    try {
      await there(this.#way());
    } catch (problem) {
      this.problem = problem.kind;
    }
    this.changed();
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
          ${this.hasAttribute('rush') ? this.#page('/rush', 'bar.rush') : nothing}
          ${this.#roles().includes('seller') ? this.#page('/desk', 'bar.desk') : nothing}
          ${this.#roles().includes('operator') ? this.#page('/console', 'bar.console') : nothing}
          ${this.#who()}
          <select aria-label=${this.t('bar.language')} .value=${this.language}
            @change=${(event) => chooseLanguage(event.target.value)}>
            ${languages.map((each) => html`
              <option value=${each} lang=${each} ?selected=${each === this.language}>${NAMES[each]}</option>`)}
          </select>
        </span>
      </nav>`;
  }

  #page(path, words) {
    return html`<a href=${path} aria-current=${location.pathname === path ? 'page' : nothing}>${this.t(words)}</a>`;
  }

  #who() {
    const me = this.#account();
    if (this.#way()) {
      return this.#signedIn(me);
    }
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

  #signedIn(me) {
    const over = isOver();
    return html`
      <span class="problem" role="alert">${this.problem ? this.t(`signin.${this.problem}`) : ''}</span>
      ${me ? html`<bdi class="me">${me}</bdi>` : nothing}
      ${me && !over ? html`<button class="second" id="signout" @click=${() => this.go(signOut)}>
          ${this.t('bar.signout')}</button>`
        : html`<button id="signin" @click=${() => this.go(goAndSignIn)}>
          ${this.t(over ? 'bar.signinagain' : 'bar.signin')}</button>`}`;
  }
}
