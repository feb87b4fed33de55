import { Api } from './api.js';
import { ServerClock } from './clock.js';
import { deskView } from './desk-view.js';
import { changes, draftOf, faults, newDraft, offer, PICTURES_MAX } from './draft.js';
import { GavelElement } from './element.js';
import { formatMoney, parseMoney } from './money.js';
import { Pulse } from './pulse.js';
import { applyUpdate } from './room-state.js';
import * as session from './session.js';
import { GavelSocket } from './socket.js';
import { upload } from './upload.js';

const PAGE = 12;
const TICK_MS = 500;
/** History and bidders of the auction that is looked at, at most so often. */
const LOOK_MS = 1_500;

/**
 * `<gavel-desk>`: a seller's auctions. Attributes: `server`, `lang`, `rooms`, before an id, and `picture-bytes`, the
 * most that a picture may have. What is looked at stands behind `#` in the address: nothing for the list, `new`, an id,
 * or an id and `/edit`. The property `token` takes a function that returns a bearer token; else it is the session's.
 */
export class GavelDesk extends GavelElement {
  static styles = ['card.css', 'desk.css', 'desk-form.css'];

  /** @type {function(): string | undefined} */
  token = session.token;
  /** By their ids, the newest first. @type {Map<string, Object>} */
  auctions = new Map();
  pulses = new Map();
  categories = [];
  loaded = false;
  online = true;
  next;
  history = [];
  /** Undefined where this server knows of none. */
  bidders;
  /** @type {import('./draft.js').Draft | undefined} */
  draft;
  wrong = {};
  /** Pictures on their way. @type {{name: string, part: number, error?: string}[]} */
  sending = [];
  busy = false;
  /** A key of a message, with what goes into it. */
  trouble;
  withdrawing = false;

  #lookAt = 0;
  #lookTimer;

  enter(signal) {
    this.api = new Api(this.server, () => this.token());
    this.clock = new ServerClock(() => this.api.time());
    this.socket = new GavelSocket(this.server, () => undefined, {
      ready: () => this.#set({ online: true }),
      lost: () => this.#set({ online: false }),
      message: (message) => message.type === 'update' && this.#update(message),
    });
    const ticks = setInterval(() => this.changed(), TICK_MS);
    signal.addEventListener('abort', () => [clearInterval(ticks), clearTimeout(this.#lookTimer)]);
    addEventListener('hashchange', () => this.#go(), { signal });
    addEventListener('gavel-session', () => this.#meet(), { signal });
    addEventListener('beforeunload', (event) => this.#unsaved() && event.preventDefault(), { signal });
    this.api.categories().then((categories) => this.#set({ categories }), () => {});
    this.socket.start(signal);
    this.clock.keep(signal, () => {}).then(() => signal.aborted || this.#meet());
  }

  /** What is looked at: `list`, `new`, `auction` or `edit`. */
  get place() {
    const [id, edit] = location.hash.slice(1).split('/');
    return id === '' ? 'list' : id === 'new' ? 'new' : edit ? 'edit' : 'auction';
  }

  /** The auction that is looked at. */
  get auction() {
    return this.auctions.get(location.hash.slice(1).split('/')[0]);
  }

  async #meet() {
    const who = session.whoIs(this.token() ?? '');
    Object.assign(this, { me: who.account, sells: who.roles.includes('seller'), auctions: new Map(), loaded: false });
    if (this.sells) {
      await this.#load();
      this.#go();
    }
    this.changed();
  }

  async #load(cursor) {
    try {
      const page = await this.api.offers(this.me, PAGE, cursor);
      const whole = await Promise.all(page.offers.map(({ id }) => this.api.auction(id)));
      whole.forEach((auction) => this.auctions.set(auction.id, auction));
      this.next = page.next;
    } catch (problem) {
      this.#fail(problem);
    }
    this.#set({ loaded: true });
    this.#watch();
  }

  more() {
    this.#load(this.next);
  }

  #watch() {
    const live = [...this.auctions.values()].filter(({ state }) => state !== 'CLOSED' && state !== 'CANCELLED');
    this.socket.watch(live.map(({ id }) => id));
  }

  async #go() {
    const { place } = this;
    const nothing = { trouble: undefined, bidders: undefined, withdrawing: false };
    Object.assign(this, nothing, { wrong: {}, sending: [], history: [] });
    const id = location.hash.slice(1).split('/')[0];
    if ((place === 'auction' || place === 'edit') && !this.auction) {
      await this.api.auction(id).then((it) => it.seller === this.me && this.auctions.set(id, it), () => {});
    }
    this.draft = place === 'new' ? newDraft(this.clock.now(), this.language)
      : place === 'edit' && this.auction ? draftOf(this.auction) : undefined;
    if (place === 'auction') {
      this.#look();
    }
    this.changed();
    scrollTo(0, 0);
  }

  #unsaved() {
    return this.place === 'new' && (this.draft?.title || this.draft?.pictures.length);
  }

  #update(update) {
    const known = this.auctions.get(update.auction);
    if (!known) {
      return;
    }
    this.auctions.set(update.auction, applyUpdate(known, update).auction);
    const pulse = this.pulses.get(update.auction) ?? new Pulse();
    pulse.beat(update.bids, performance.now());
    this.pulses.set(update.auction, pulse);
    if (this.place === 'auction' && this.auction?.id === update.auction && !this.#lookTimer) {
      const wait = Math.max(0, this.#lookAt + LOOK_MS - performance.now());
      this.#lookTimer = setTimeout(() => this.#look(), wait);
    }
    this.changed();
  }

  async #look() {
    clearTimeout(this.#lookTimer);
    this.#lookTimer = undefined;
    this.#lookAt = performance.now();
    const { auction } = this;
    if (!auction) {
      return;
    }
    const [history, bidders] = await Promise.all([
      this.api.history(auction.id).then((it) => it.bids, () => this.history),
      this.api.bidders(auction.id).then((it) => it.bidders, () => undefined),
    ]);
    if (this.auction?.id === auction.id) {
      this.#set({ history, bidders });
    }
  }

  /** @param {string} field of the draft @param {*} value */
  type(field, value) {
    this.draft = { ...this.draft, [field]: value };
    delete this.wrong[field];
    this.changed();
  }

  async submit(event) {
    event.preventDefault();
    this.wrong = faults(this.draft, this.clock.now());
    this.trouble = undefined;
    const first = Object.keys(this.wrong)[0];
    this.changed();
    if (first) {
      this.find(`#${first}`)?.focus();
      return;
    }
    const { place, auction } = this;
    await this.#act(async () => {
      const saved = place === 'edit'
        ? await this.api.write('PATCH', `v1/auctions/${auction.id}`, changes(this.draft))
        : await this.api.write('POST', 'v1/auctions', offer(this.draft));
      this.draft = undefined;
      this.auctions = new Map([[saved.id, saved], ...this.auctions, [saved.id, saved]]);
      this.#watch();
      location.hash = saved.id;
    });
  }

  withdraw() {
    const { id } = this.auction;
    return this.#act(async () => {
      await this.api.write('POST', `v1/auctions/${id}/cancel`);
      this.auctions.set(id, { ...this.auctions.get(id), state: 'CANCELLED' });
      this.withdrawing = false;
    });
  }

  askToWithdraw(withdrawing) {
    this.#set({ withdrawing });
  }

  /** @param {string} bidder @param {'APPROVED' | 'BLOCKED'} standing @param {string} [limit] as typed */
  judge(bidder, standing, limit = '') {
    const { id, currency } = this.auction;
    const amount = parseMoney(limit, currency);
    if (limit.trim() && amount === undefined) {
      this.#set({ trouble: { key: 'desk.wrong.amount' } });
      return undefined;
    }
    return this.#act(async () => {
      const path = `v1/auctions/${id}/bidders/${encodeURIComponent(bidder)}`;
      await this.api.write('PUT', path, { standing, ...(amount ? { limit: amount } : {}) });
      await this.#look();
    });
  }

  /** @param {Iterable<File>} files sent one after the other, so that each has the whole line */
  async send(files) {
    const most = Number(this.getAttribute('picture-bytes')) || Infinity;
    const room = PICTURES_MAX - this.draft.pictures.length - this.sending.filter((it) => !it.error).length;
    const all = [...files].slice(0, Math.max(0, room)).map((file) => ({ name: file.name, part: 0, file }));
    this.sending = [...this.sending.filter((it) => !it.error), ...all];
    this.changed();
    for (const one of all) {
      const { draft } = this;
      try {
        if (one.file.size > most) {
          throw Object.assign(new Error('too large'), { type: 'body-too-large' });
        }
        const { id } = await upload(this.server, this.token(), one.file, (part) => {
          one.part = part;
          this.changed();
        });
        if (this.draft && draft && !this.draft.pictures.includes(id)) {
          this.draft = { ...this.draft, pictures: [...this.draft.pictures, id] };
        }
        this.sending = this.sending.filter((it) => it !== one);
      } catch (problem) {
        one.error = this.#pictureWords(problem, most);
      }
      this.changed();
    }
  }

  #pictureWords(problem, most) {
    const mb = Number.isFinite(most) ? new Intl.NumberFormat(this.language).format(Math.round(most / 2 ** 20)) : '';
    switch (problem.type) {
      case 'body-too-large': return this.t('desk.picture.large', { mb });
      case 'unsupported-picture': return this.t('desk.picture.type');
      case 'unacceptable-value': return this.t('desk.picture.broken', { detail: problem.detail });
      case 'unauthorized': return this.t('desk.trouble.unauthorized');
      default: return this.t('desk.picture.failed');
    }
  }

  dropPicture(id) {
    this.type('pictures', this.draft.pictures.filter((it) => it !== id));
  }

  firstPicture(id) {
    this.type('pictures', [id, ...this.draft.pictures.filter((it) => it !== id)]);
  }

  async #act(work) {
    this.#set({ busy: true, trouble: undefined });
    try {
      await work();
    } catch (problem) {
      this.#fail(problem);
    }
    this.#set({ busy: false });
  }

  #fail(problem) {
    const known = ['has-bids', 'unauthorized', 'forbidden', 'closed', 'cancelled'];
    const key = known.includes(problem.type) ? problem.type : problem.detail ? 'detail' : 'lost';
    this.#set({ trouble: { key: `desk.trouble.${key}`, values: { detail: problem.detail } } });
  }

  money(minor, currency) {
    return minor === undefined ? '' : formatMoney(minor, currency, this.language);
  }

  #set(values) {
    Object.assign(this, values);
    this.changed();
  }

  view() {
    return deskView(this);
  }
}
