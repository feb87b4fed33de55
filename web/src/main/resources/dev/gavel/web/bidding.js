const TRIES_MAX = 30;
const PAUSE_MS = 1_000;
/** Answers that leave a bid as it was, or leave open what became of it: the same bid is sent again. */
const AGAIN = new Set(['outcome-unknown', 'overloaded', 'too-many-bids', 'arena-not-ready', 'store-unavailable']);
/** It may have been decided, now or when it was sent first: only its own id can tell. */
const STAYS_OPEN = new Set(['outcome-unknown', 'unauthorized']);

/**
 * A UUID of version 7 (RFC 9562): the time, then chance.
 *
 * @param {number} ms since 1970, by the server's clock, which judges how old it is
 * @returns {string}
 */
export function requestId(ms) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setUint16(0, Math.floor(ms / 2 ** 32));
  new DataView(bytes.buffer).setUint32(2, ms % 2 ** 32);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/**
 * One bidder's bids in one auction, one after the other. A bid keeps its request id until an answer has come, whatever
 * becomes of the connection or of the page: so it is decided at most once.
 */
export class Bidding {
  #ref = 0;
  #key;
  #send;
  #told;
  #timer;

  /**
   * @param {string} auction
   * @param {string} account who bids; another account's open bid is not looked at
   * @param {function(Object)} send
   * @param {function(Object)} told of the answer: a `decided` message, or a `problem` that is final
   */
  constructor(auction, account, send, told) {
    this.auction = auction;
    this.#key = `gavel.bid.${auction}.${account}`;
    this.#send = send;
    this.#told = told;
    /** The bid that has no answer yet. @type {Object | undefined} */
    this.open = JSON.parse(sessionStorage.getItem(this.#key) ?? 'null') ?? undefined;
  }

  /** @param {number} amount in minor units @param {number} now by the server's clock */
  place(amount, currency, now) {
    if (this.open) {
      return;
    }
    this.open = { requestId: requestId(now), amount, currency, tries: 0 };
    this.#keep();
    this.repeat();
  }

  /** Sends what has no answer yet: when the connection is there again, or a pause is over. */
  repeat() {
    clearTimeout(this.#timer);
    if (this.open) {
      const { requestId: id, amount, currency } = this.open;
      this.#send({ ref: ++this.#ref, auction: this.auction, requestId: id, amount, currency });
    }
  }

  /** @param {Object} message of the server, about a bid */
  answered(message) {
    // What answers an earlier sending of the same bid, or another bid, will not be the last word.
    if (!this.open || message.ref !== this.#ref) {
      return;
    }
    if (message.type === 'problem') {
      if (AGAIN.has(message.problem) && this.open.tries++ < TRIES_MAX) {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.repeat(), message.retryAfterMs ?? PAUSE_MS);
        return;
      }
      if (STAYS_OPEN.has(message.problem)) {
        this.#told(message);
        return;
      }
    }
    const { amount } = this.open;
    this.open = undefined;
    this.#keep();
    this.#told({ ...message, amount });
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #keep() {
    if (this.open) {
      sessionStorage.setItem(this.#key, JSON.stringify(this.open));
    } else {
      sessionStorage.removeItem(this.#key);
    }
  }
}
