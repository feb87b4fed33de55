import { Api } from './api.js';
import { ServerClock } from './clock.js';
import { GavelElement } from './element.js';
import { hallView } from './hall-view.js';
import { Pulse } from './pulse.js';
import { applyUpdate } from './room-state.js';
import { GavelSocket } from './socket.js';

const PAGE = 48;
/** The node has a seat for each watched auction of each visitor, so only what closes next is watched. */
const WATCHED_MAX = 12;
const LIST_MS = 8_000;
const TICK_MS = 500;
/** Since the last key: the server is asked for words, not for letters. */
const TYPED_MS = 250;

/** `<gavel-hall>`: auctions, the next to close first. Attributes: `server`, `lang`, and `rooms`, before an id. */
export class GavelHall extends GavelElement {
  static styles = ['card.css', 'hall.css'];

  /** @type {Map<string, Object>} by their ids */
  auctions = new Map();
  /** Of watched auctions. @type {Map<string, Pulse>} */
  pulses = new Map();
  state = 'open';
  words = '';
  category = '';
  /** @type {{key: string, names: Object<string, string>}[]} */
  categories = [];
  loaded = false;
  online = true;
  next;

  #pages = 1;
  #asked = 0;
  #typed;

  enter(signal) {
    this.api = new Api(this.server, () => undefined);
    this.clock = new ServerClock(() => this.api.time());
    this.socket = new GavelSocket(this.server, () => undefined, {
      ready: () => this.#set({ online: true }),
      lost: () => this.#set({ online: false }),
      message: (message) => message.type === 'update' && this.#update(message),
    });
    const ticks = setInterval(() => this.changed(), TICK_MS);
    const lists = setInterval(() => document.hidden || this.#list(), LIST_MS * (1 + Math.random() / 4));
    signal.addEventListener('abort', () => [[ticks, lists].forEach(clearInterval), clearTimeout(this.#typed)]);
    document.addEventListener('visibilitychange', () => document.hidden || this.#list(), { signal });
    this.clock.keep(signal, () => {});
    this.socket.start(signal);
    this.api.categories().then((categories) => this.#set({ categories }), () => {});
    this.#list();
  }

  /** Asks for as many pages as are shown. What was asked for before, and comes later, is not taken. */
  async #list() {
    const asked = ++this.#asked;
    const found = new Map();
    let next;
    try {
      for (let page = 0; page < this.#pages && (page === 0 || next); page++) {
        const list = await this.api.list({ state: this.state, q: this.words, category: this.category }, PAGE, next);
        list.auctions.forEach((auction) => found.set(auction.id, this.#newer(auction)));
        next = list.next;
      }
    } catch {
      return;
    }
    if (asked === this.#asked) {
      this.pulses.forEach((_, id) => found.has(id) || this.pulses.delete(id));
      this.#set({ auctions: found, next, loaded: true });
      this.socket.watch(this.shown().slice(0, WATCHED_MAX).map((auction) => auction.id));
    }
  }

  /** A list may be older than the last update. */
  #newer(auction) {
    const known = this.auctions.get(auction.id);
    return known && known.bids > auction.bids ? known : { ...auction, sequence: known?.sequence };
  }

  #update(update) {
    const known = this.auctions.get(update.auction);
    if (known) {
      this.auctions.set(update.auction, applyUpdate(known, update).auction);
      this.#beat(update);
      this.changed();
    }
  }

  #beat({ auction, bids }) {
    const pulse = this.pulses.get(auction) ?? new Pulse();
    pulse.beat(bids, performance.now());
    this.pulses.set(auction, pulse);
  }

  /** @returns {Object[]} the next to close first */
  shown() {
    return [...this.auctions.values()].sort((a, b) => a.closesAt.localeCompare(b.closesAt));
  }

  /** @param {string} words as they are typed; what was found stays until there is something else */
  search(words) {
    this.words = words.trim();
    this.#pages = 1;
    clearTimeout(this.#typed);
    this.#typed = setTimeout(() => this.#list(), TYPED_MS);
  }

  choose(state) {
    this.#ask({ state });
  }

  pick(category) {
    this.#ask({ category });
  }

  #ask(wish) {
    this.#pages = 1;
    this.#set({ ...wish, loaded: false, auctions: new Map() });
    this.#list();
  }

  more() {
    this.#pages++;
    this.#list();
  }

  #set(values) {
    Object.assign(this, values);
    this.changed();
  }

  view() {
    return hallView(this);
  }
}
