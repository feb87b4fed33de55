import { render } from './lit-html.js';
import { languageOf, loadMessages, translator } from './language.js';

const sheets = new Map();

/** Style sheets are files, not text in scripts; each is fetched once for all elements. */
function sheet(name) {
  if (!sheets.has(name)) {
    sheets.set(name, fetch(new URL(name, import.meta.url)).then((answer) => answer.text()).then((text) => {
      const made = new CSSStyleSheet();
      made.replaceSync(text);
      return made;
    }));
  }
  return sheets.get(name);
}

/**
 * What every element of the page is: a shadow root that is drawn again some time after `changed()`, in the visitor's
 * language. Subclasses have `view()`, and `enter()` and `leave()` for what lives as long as they are in a document.
 */
export class GavelElement extends HTMLElement {
  /** Names of style sheets. @type {string[]} */
  static styles = [];

  #root = this.attachShadow({ mode: 'open' });
  #expected = false;
  #drawable = false;
  #life = new AbortController();

  async connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    addEventListener('gavel-language', () => this.#speak(), { signal });
    const [all] = await Promise.all([
      Promise.all(['base.css', ...this.constructor.styles].map(sheet)),
      this.#speak(),
    ]);
    if (signal.aborted) {
      return;
    }
    this.#root.adoptedStyleSheets = all;
    this.#drawable = true;
    this.enter(signal);
    this.changed();
  }

  disconnectedCallback() {
    this.#life.abort();
    this.leave();
  }

  /** @param {AbortSignal} _signal ends what it belongs to when the element leaves its document */
  enter(_signal) {}

  leave() {}

  /** Has it drawn again, once for all changes until then. */
  changed() {
    if (this.#drawable && !this.#expected) {
      this.#expected = true;
      queueMicrotask(() => {
        this.#expected = false;
        render(this.view(), this.#root, { host: this });
      });
    }
  }

  /** @returns {Element | null} of its own */
  find(selector) {
    return this.#root.querySelector(selector);
  }

  /** The address of the server: the attribute `server`, or where this script came from. */
  get server() {
    return new URL(this.getAttribute('server') ?? '/', import.meta.url);
  }

  async #speak() {
    this.language = languageOf(this);
    const words = translator(this.language, await loadMessages(this.language));
    this.t = words.say;
    this.count = words.count;
    this.spoken();
    this.changed();
  }

  /** After the language is there, or was changed. */
  spoken() {}
}
