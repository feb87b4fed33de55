import { Api, ApiProblem } from './api.js';
import { Bidding } from './bidding.js';
import { ServerClock, timeLeft } from './clock.js';
import { GavelElement } from './element.js';
import { Flash } from './flash.js';
import { formatMoney, parseMoney } from './money.js';
import * as session from './session.js';
import { GavelSocket } from './socket.js';
import { applyUpdate, isOver, minimum, NO_STANDING, standingAfter, standingOf, withNewest, withPrices, withRead }
  from './room-state.js';
import { roomView } from './room-view.js';

const EXTENDED_SHOWN_MS = 8_000;
const SAID_EVERY_MS = 10_000;
const TICK_MS = 100;
/** Ranking and history are asked for again so long after a change, and under a rush not more often than that. */
const CALM_MS = 700;
const RUSH_MS = 4_000;
/** So many changes between two times of asking are a rush. */
const CALM_CHANGES_MAX = 5;
const REFRESH_MS_MAX = 30_000;
/** Times before the close that are said aloud. */
const BELLS_S = [300, 60, 10];

/**
 * `<gavel-room auction="…">`: one auction to watch and bid in. Attributes: `auction`, `lang`, `server` (else this
 * script's). The property `token` takes a function that returns a bearer token; else it is the session's.
 */
export class GavelRoom extends GavelElement {
  static styles = ['room.css'];
  static observedAttributes = ['auction'];

  /** @type {function(): string | undefined} */
  token = session.token;
  auction;
  missing = false;
  online = true;
  expired = false;
  ranking;
  history = [];
  prices = [];
  standing = NO_STANDING;
  fieldWrong = false;
  extended;
  said = '';

  #stay = new AbortController();
  #refreshAt = 0;
  #changes = 0;
  #refreshPause = CALM_MS;
  #refreshTimer;
  #saidAt = 0;
  #flash = new Flash();
  #bell = Infinity;

  attributeChangedCallback(_name, before) {
    if (before !== null && this.isConnected) {
      this.leave();
      this.enter();
    }
  }

  enter() {
    this.#stay = new AbortController();
    const { signal } = this.#stay;
    this.api = new Api(this.server, () => this.token());
    this.clock = new ServerClock(() => this.api.time());
    this.socket = new GavelSocket(this.server, () => this.token(), {
      ready: () => this.#ready(),
      lost: () => this.#set({ online: false }),
      message: (message) => this.#hear(message),
    });
    addEventListener('gavel-session', () => this.#meet(true), { signal });
    const ticks = setInterval(() => this.#tick(), TICK_MS);
    signal.addEventListener('abort', () => clearInterval(ticks));
    this.#load(signal, this.clock.keep(signal, (e) => this.#doubt(e)));
  }

  leave() {
    this.#stay.abort();
    this.bidding?.stop();
    clearTimeout(this.#refreshTimer);
    Object.assign(this, { auction: undefined, missing: false, ranking: undefined, history: [], prices: [] });
  }

  async #load(signal, clock) {
    const id = this.getAttribute('auction');
    try {
      const [auction] = await Promise.all([this.api.auction(id), clock]);
      this.auction = auction;
    } catch (problem) {
      if (problem.status === 404) {
        this.#set({ missing: true });
      } else if (!signal.aborted) {
        this.#set({ online: false });
        setTimeout(() => signal.aborted || this.#load(signal, clock), RUSH_MS * (0.5 + Math.random()));
      }
      return;
    }
    if (!signal.aborted) {
      this.dispatchEvent(new CustomEvent('gavel-auction', { detail: this.auction }));
      this.#meet(false);
      this.socket.watch([id]);
      this.socket.start(signal);
      this.#refresh();
      this.changed();
    }
  }

  /** No answer at all: then the socket is dead too, though nobody has said so yet. */
  #doubt(failure) {
    if (this.auction && this.socket.isReady && !(failure instanceof ApiProblem)) {
      this.socket.restart();
    }
  }

  /** Somebody signed in or out. */
  #meet(again) {
    const token = this.token();
    this.me = token && session.whoIs(token).account;
    this.bidding?.stop();
    this.bidding = this.me && this.auction
      ? new Bidding(this.auction.id, this.me, (bid) => this.socket.bid(bid), (answer) => this.#answered(answer))
      : undefined;
    this.standing = NO_STANDING;
    this.expired = false;
    if (again && this.auction) {
      this.socket.restart();
      this.#refresh();
    }
    this.changed();
  }

  #ready() {
    if (!this.online) {
      this.#refresh();
    }
    this.#set({ online: true, expired: false });
    this.bidding?.repeat();
  }

  #hear(message) {
    if (message.type === 'update') {
      this.#update(message);
    } else if (message.ref !== undefined) {
      this.bidding?.answered(message);
    } else if (message.problem === 'unauthorized') {
      this.#set({ expired: true, online: true });
    }
    this.changed();
  }

  #update(update) {
    const { auction, extendedMs, moved, turned } = applyUpdate(this.auction, update);
    this.auction = auction;
    this.standing = standingAfter(this.standing, auction, this.me);
    if (extendedMs > 0) {
      this.extended = { ms: extendedMs, until: this.clock.now() + EXTENDED_SHOWN_MS };
    }
    if (moved) {
      this.history = withNewest(this.history, update);
      this.prices = withPrices(this.prices, [update]);
      this.#sayPrice();
      this.#flash.at(this.find('.price'));
    }
    if (moved || turned) {
      this.#refreshSoon();
    }
  }

  #answered(answer) {
    if (answer.problem === 'unauthorized') {
      this.expired = true;
    }
    this.standing = standingAfter(standingOf(answer), this.auction, this.me);
    this.changed();
  }

  /** Bids the least that leads, or may lead. */
  bidNext() {
    this.#place(minimum(this.auction));
  }

  /** Bids what stands in the field. */
  bidField(event) {
    event.preventDefault();
    const field = this.find('#amount');
    const amount = parseMoney(field.value, this.auction.currency);
    this.fieldWrong = amount === undefined;
    if (amount === undefined) {
      field.focus();
    } else {
      this.#place(amount);
      field.value = '';
    }
    this.changed();
  }

  #place(amount) {
    this.standing = this.auction.leader === this.me ? this.standing : NO_STANDING;
    this.fieldWrong = false;
    this.bidding?.place(amount, this.auction.currency, this.clock.now());
    this.changed();
  }

  /** Thousands watch a rush: nobody asks at each change, and not all at once. */
  #refreshSoon() {
    this.#changes++;
    if (!this.#refreshTimer) {
      const wait = Math.max(CALM_MS, this.#refreshAt + this.#refreshPause - performance.now());
      this.#refreshTimer = setTimeout(() => this.#refresh(), wait * (1 + Math.random() / 2));
    }
  }

  async #refresh() {
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = undefined;
    this.#refreshAt = performance.now();
    const changes = this.#changes;
    this.#changes = 0;
    const { id } = this.auction;
    const me = this.me;
    try {
      const [auction, ranking, history] =
        await Promise.all([this.api.auction(id), this.api.ranking(id), this.api.history(id)]);
      if (this.auction?.id !== id || this.me !== me) {
        return;
      }
      this.ranking = ranking ?? this.ranking;
      this.history = history.bids;
      this.prices = withPrices(this.prices, history.bids);
      this.auction = withRead(this.auction, auction);
      if (ranking?.mine && this.standing.kind === 'none' && this.auction.leader !== me && !this.bidding?.open) {
        this.standing = { kind: 'outbid', sequence: 0 };
      }
      this.standing = standingAfter(this.standing, this.auction, me);
      this.#refreshPause = changes > CALM_CHANGES_MAX ? RUSH_MS : CALM_MS;
      this.changed();
    } catch {
      // A busy node is asked less often. What the socket says is shown all the same.
      this.#refreshPause = Math.min(REFRESH_MS_MAX, Math.max(RUSH_MS, this.#refreshPause * 2));
      this.#refreshSoon();
    }
  }

  #tick() {
    if (!this.auction || isOver(this.auction)) {
      return;
    }
    const now = this.clock.now();
    if (this.auction.state === 'SCHEDULED' && now >= Date.parse(this.auction.opensAt)) {
      // No decision opens it: from its time on it is open.
      this.auction = { ...this.auction, state: 'OPEN' };
    }
    const left = (Date.parse(this.auction.closesAt) - now) / 1000;
    const bell = BELLS_S.find((seconds) => left <= seconds && this.#bell > seconds && left > seconds - 5);
    if (bell !== undefined) {
      this.say(this.t('room.bell', { left: timeLeft(left * 1000) }));
    }
    this.#bell = left;
    if (this.extended && this.extended.until < now) {
      this.extended = undefined;
    }
    this.changed();
  }

  #sayPrice() {
    if (performance.now() - this.#saidAt > SAID_EVERY_MS) {
      this.#saidAt = performance.now();
      this.say(this.t('room.said', { price: this.money(this.auction.price), leader: this.name(this.auction.leader) }));
    }
  }

  /** For those who hear the page. */
  say(text) {
    this.said = text;
    this.changed();
  }

  money(minor) {
    return minor === undefined ? '' : formatMoney(minor, this.auction.currency, this.language);
  }

  name(account) {
    return account === this.me ? this.t('you') : account;
  }

  #set(values) {
    Object.assign(this, values);
    this.changed();
  }

  view() {
    return roomView(this);
  }
}
