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

/** `<gavel-hall>`: auctions, the next to close first. Attributes: `server`, `lang`, and `rooms`, before an id. */
export class GavelHall extends GavelElement {
  static styles = ['hall.css'];

  /** @type {Map<string, Object>} by their ids */
  auctions = new Map();
  /** Of watched auctions. @type {Map<string, Pulse>} */
  pulses = new Map();
  state = 'open';
  words = '';
  loaded = false;
  online = true;
  next;

  #pages = 1;
  #asked = 0;

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
    signal.addEventListener('abort', () => [ticks, lists].forEach(clearInterval));
    document.addEventListener('visibilitychange', () => document.hidden || this.#list(), { signal });
    this.clock.keep(signal, () => {});
    this.socket.start(signal);
    this.#list();
  }

  /** Asks for as many pages as are shown. What was asked for before, and comes later, is not taken. */
  async #list() {
    const asked = ++this.#asked;
    const found = new Map();
    let next;
    try {
      for (let page = 0; page < this.#pages && (page === 0 || next); page++) {
        const list = await this.api.list(this.state, PAGE, next);
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

  /** @returns {Object[]} those whose titles have all words, the next to close first */
  shown() {
    const words = this.words.toLowerCase().split(/\s+/).filter(Boolean);
    return [...this.auctions.values()]
      .filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)))
      .sort((a, b) => a.closesAt.localeCompare(b.closesAt));
  }

  search(words) {
    this.#set({ words });
    this.socket.watch(this.shown().slice(0, WATCHED_MAX).map((auction) => auction.id));
  }

  choose(state) {
    this.#pages = 1;
    this.#set({ state, loaded: false, auctions: new Map() });
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
