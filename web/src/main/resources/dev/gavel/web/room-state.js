/**
 * What a room knows, and what follows from what it hears. No time, no connection, no document: each function takes a
 * state and returns another.
 *
 * @typedef {Object} Auction as GET /v1/auctions/{id} has it, with what updates have changed since
 * @typedef {{kind: 'none'|'leading'|'outbid'|'refused', reason?: string, minimum?: number, sequence: number}} Standing
 */

/** @type {Standing} */
export const NO_STANDING = { kind: 'none', sequence: 0 };

/** @returns {number} what a bid must be above a price at least */
function stepAt(steps, price) {
  return steps.findLast((band) => band.from <= price).step;
}

/** @returns {number} the least that anybody but the leader must bid */
export function minimum(auction) {
  return auction.price === undefined ? auction.opening : auction.price + stepAt(auction.steps, auction.price);
}

/** @returns {boolean} whether it has ended, one way or the other */
export function isOver(auction) {
  return auction.state === 'CLOSED' || auction.state === 'CANCELLED';
}

/**
 * @param {Auction} auction
 * @param {Object} update of the feed
 * @returns {{auction: Auction, extendedMs: number, moved: boolean, turned: boolean}} what changed, too
 */
export function applyUpdate(auction, update) {
  if (update.sequence < (auction.sequence ?? 0)) {
    return { auction, extendedMs: 0, moved: false, turned: false };
  }
  const { state, price, leader, bids, closesAt, result, sequence } = update;
  const after = { ...auction, state, price, leader, bids, closesAt, result, sequence };
  return {
    auction: after,
    extendedMs: Date.parse(closesAt) - Date.parse(auction.closesAt),
    moved: price !== auction.price || leader !== auction.leader,
    turned: state !== auction.state,
  };
}

/** Whose texts may still be changed, and which may be withdrawn. */
export function isUntouched(auction) {
  return !isOver(auction) && auction.bids === 0;
}

/** What updates do not tell: an auction with that of one that was read again. */
export function withRead(auction, read) {
  const { title, description, category, pictures, reserveMet, notice, result = auction.result } = read;
  return { ...auction, title, description, category, pictures, reserveMet, notice, result };
}

/**
 * @param {Standing} standing
 * @param {Auction} auction as it is now
 * @param {string | undefined} me
 * @returns {Standing} an answer that is newer than the auction's state counts more
 */
export function standingAfter(standing, auction, me) {
  if (me === undefined || (auction.sequence ?? 0) < standing.sequence) {
    return standing;
  }
  if (auction.leader === me) {
    return standing.kind === 'refused' ? standing : { kind: 'leading', sequence: auction.sequence ?? 0 };
  }
  return standing.kind === 'leading' ? { kind: 'outbid', sequence: auction.sequence ?? 0 } : standing;
}

/**
 * @param {Object} answer `decided`, or a `problem` that is final
 * @returns {Standing}
 */
export function standingOf(answer) {
  if (answer.type === 'problem') {
    const reason = answer.problem.toUpperCase().replaceAll('-', '_');
    return { kind: 'refused', reason, sequence: 0 };
  }
  const { outcome, sequence } = answer;
  switch (outcome) {
    case 'LEADING': return { kind: 'leading', sequence };
    case 'OUTBID': return { kind: 'outbid', sequence };
    default: return { kind: 'refused', reason: outcome, minimum: answer.minimum, sequence };
  }
}

const PRICES_MAX = 300;

/**
 * @param {{sequence: number, at: number, price: number}[]} prices oldest first
 * @param {Object[]} bids as the history or an update has them, in any order
 * @returns {{sequence: number, at: number, price: number}[]} both, where the price moved; the newest if they are many
 */
export function withPrices(prices, bids) {
  const all = new Map(prices.map((point) => [point.sequence, point]));
  bids.filter((bid) => bid.price !== undefined)
    .forEach(({ sequence, at, price }) => all.set(sequence, { sequence, at: Date.parse(at), price }));
  return [...all.values()]
    .sort((a, b) => a.sequence - b.sequence)
    .filter((point, i, sorted) => i === 0 || i === sorted.length - 1 || point.price !== sorted[i - 1].price)
    .slice(-PRICES_MAX);
}

/** History with what an update tells at once; the server's own pages replace it later. */
export function withNewest(history, update) {
  if (update.leader === undefined || history.some((bid) => bid.sequence >= update.sequence)) {
    return history;
  }
  const { sequence, leader: bidder, price, at } = update;
  return [{ sequence, bidder, price, leading: true, at }, ...history].slice(0, 20);
}
