import { html, nothing } from './lit-html.js';
import { chart } from './chart.js';
import { duration, timeLeft } from './clock.js';
import { gallery } from './picture.js';
import { isOver, minimum } from './room-state.js';
import { dayAndTime, timeOfDay } from './times.js';

/** Refusals that have words of their own; the rest share a sentence. */
const REASONS = new Set(['TOO_LOW', 'NOT_ABOVE_OWN_MAXIMUM', 'NOT_OPEN', 'CLOSED', 'CANCELLED', 'OWN_AUCTION',
  'PAUSED', 'BLOCKED', 'NOT_APPROVED', 'OVER_LIMIT',
  'OUTCOME_UNKNOWN', 'TOO_MANY_BIDS', 'OVERLOADED', 'FORBIDDEN']);

/** @param {import('./room.js').GavelRoom} room */
export function roomView(room) {
  const { t, auction } = room;
  if (room.missing) {
    return html`<p class="empty">${t('room.missing')}</p>`;
  }
  if (!auction) {
    return html`<p class="empty">${room.online ? t('loading') : t('room.lost')}</p>`;
  }
  return html`
    ${connection(room)}
    <article>
      ${gallery(room)}
      <header>
        <p class="seller">${t('room.seller', { seller: room.name(auction.seller) })}</p>
        <h1><bdi>${auction.title}</bdi></h1>
      </header>
      <section class="panel" aria-label=${t('room.bidding')}>
        ${price(room)} ${countdown(room)} ${isOver(auction) ? result(room) : offer(room)}
      </section>
      <div class="more">
        ${auction.description
          ? html`<section><h2>${t('room.description')}</h2><p class="text"><bdi>${auction.description}</bdi></p></section>`
          : nothing}
        ${chart(room)} ${ranking(room)} ${history(room)}
      </div>
    </article>
    <p class="heard" role="status">${room.said}</p>`;
}

function connection({ t, online, expired }) {
  const words = expired ? t('room.expired') : online ? '' : t('room.lost');
  return html`<div role="alert" class=${words ? 'banner' : 'heard'}>${words}</div>`;
}

function price(room) {
  const { t, auction } = room;
  const label = auction.price === undefined ? 'price.opening' : isOver(auction) ? 'price.final' : 'price.current';
  return html`
    <div class="row">
      <span class="label">${t(label)}</span>
      <span class="badge ${auction.state.toLowerCase()}">${t(`state.${auction.state}`)}</span>
    </div>
    <p class="price">${room.money(auction.price ?? auction.opening)}</p>
    <p class="fine">${room.count('bids', auction.bids)}${room.ranking?.bidders
      ? html` · ${room.count('bidders', room.ranking.bidders)}` : nothing}${!auction.reserveMet && auction.bids > 0
      ? html` · ${t('room.reserve')}` : nothing}</p>`;
}

function countdown(room) {
  const { t, auction } = room;
  if (isOver(auction)) {
    return nothing;
  }
  if (auction.state === 'PAUSED') {
    return html`
      <div class="time paused" role="status">
        <p class="left">${t('state.PAUSED')}</p>
        <p class="fine">${t('room.paused')}</p>
        ${notice(auction)}
      </div>`;
  }
  const scheduled = auction.state === 'SCHEDULED';
  const at = Date.parse(scheduled ? auction.opensAt : auction.closesAt);
  const left = at - room.clock.now();
  const label = scheduled ? 'room.opens' : left > 0 ? 'room.closes' : 'room.closing';
  return html`
    <div class="time ${left < 60_000 && !scheduled ? 'soon' : ''}">
      <div class="row">
        <span class="label">${t(label)}</span>
        <span class="extended" role="status">${room.extended
          ? t('room.extended', { time: duration(room.extended.ms) }) : ''}</span>
      </div>
      <p class="left" role="timer">${timeLeft(left)}</p>
      <p class="fine">${dayAndTime(at, room.language)}</p>
    </div>`;
}

/** What an operator tells everybody. */
function notice(auction) {
  return auction.notice ? html`<p class="notice"><bdi>${auction.notice}</bdi></p>` : nothing;
}

/** Where only approved bidders may bid. */
function approval(room) {
  const { t } = room;
  const ask = () => room.api.ask(room.auction.id)
    .then(() => { room.asked = true; }, () => { room.asked = false; })
    .finally(() => room.changed());
  const words = room.asked ? 'room.asked' : room.asked === false ? 'room.notasked' : 'room.approval';
  return html`<p class="fine" role="status">${t(words)}</p>${room.asked
    ? nothing : html`<button class="second" @click=${ask}>${t('room.ask')}</button>`}`;
}

function offer(room) {
  const { t, auction, me } = room;
  const proxy = auction.bidding === 'PROXY';
  const open = auction.state === 'OPEN';
  const waits = room.bidding?.open !== undefined;
  const leads = auction.leader === me && me !== undefined;
  return html`
    ${standing(room)}
    ${!me ? html`<p class="note">${t('room.signin')}</p>` : auction.seller === me
      ? html`<p class="note">${t('refused.OWN_AUCTION')}</p>` : html`
        <button class="bid" ?disabled=${!open || waits || leads} @click=${() => room.bidNext()}>
          ${t('room.bid', { amount: room.money(minimum(auction)) })}
        </button>
        <form @submit=${(event) => room.bidField(event)} novalidate>
          <label for="amount">${t(proxy ? 'room.maximum' : 'room.amount')}</label>
          <div class="field">
            <input id="amount" inputmode="decimal" autocomplete="off" ?disabled=${!open}
              aria-describedby="hint wrong" aria-invalid=${room.fieldWrong ? 'true' : 'false'}
              placeholder=${room.money(minimum(auction))}>
            <button class="second" ?disabled=${!open || waits}>${t(proxy ? 'room.setmaximum' : 'room.place')}</button>
          </div>
          <p class="fine" id="hint">${t(proxy ? 'room.hidden' : 'room.plain')}</p>
          <p class="wrong" id="wrong" role="alert">${room.fieldWrong ? t('room.noamount') : ''}</p>
        </form>
        ${auction.approval && !leads ? approval(room) : nothing}`}`;
}

/** What became of the visitor's bid, in words. */
function standing(room) {
  const [tone, words] = standingWords(room);
  return html`
    <div class="standing ${tone}" role="status" aria-live="assertive">${words}</div>
    ${room.standing.reason === 'OUTCOME_UNKNOWN' && room.bidding?.open
      ? html`<button class="second" @click=${() => room.bidding.repeat()}>${room.t('room.again')}</button>` : nothing}`;
}

function standingWords(room) {
  const { t, auction, bidding } = room;
  const { kind, reason, minimum: least } = room.standing;
  if (bidding?.open && reason !== 'OUTCOME_UNKNOWN') {
    const key = room.expired ? 'bid.signin' : room.online ? 'bid.sent' : 'bid.kept';
    return ['waiting', t(key, { amount: room.money(bidding.open.amount) })];
  }
  switch (kind) {
    case 'leading': return ['good', t('bid.leading')];
    case 'outbid': return ['bad', t('bid.outbid', { minimum: room.money(minimum(auction)) })];
    case 'refused': {
      const amount = room.money(Math.max(least ?? 0, minimum(auction)));
      return ['bad', t(REASONS.has(reason) ? `refused.${reason}` : 'refused.other', { minimum: amount })];
    }
    default: return ['quiet', ''];
  }
}

function result(room) {
  const { t, auction, me } = room;
  const outcome = auction.result?.outcome;
  const mine = outcome === 'SOLD' && auction.result.winner === me;
  const values = { price: room.money(auction.result?.price), winner: auction.result?.winner };
  const took = !mine && me !== undefined && room.standing.kind !== 'none';
  const key = mine ? 'result.won' : outcome === 'SOLD' ? (took ? 'result.lost' : 'result.sold')
    : outcome === 'CANCELLED' ? 'result.cancelled' : auction.bids > 0 ? 'result.reserve' : 'result.unsold';
  return html`
    <div class="result ${mine ? 'good' : ''}" role="status">
      <h2>${t(key, values)}</h2>
      ${notice(auction)}
      ${mine ? html`<p>${t('result.next')}</p>` : nothing}
    </div>`;
}

function ranking(room) {
  const { t, ranking: ranks } = room;
  if (!ranks || ranks.top.length === 0) {
    return nothing;
  }
  const own = ranks.mine && !ranks.top.some((rank) => rank.rank === ranks.mine.rank) ? [ranks.mine] : [];
  return html`
    <section>
      <h2>${t('room.ranking')}</h2>
      <ol class="ranks">${[...ranks.top, ...own].map((rank) => html`
        <li class=${rank.bidder === room.me ? 'mine' : ''}>
          <span class="rank">${rank.rank}</span><bdi>${room.name(rank.bidder)}</bdi>
          <span class="amount">${room.money(rank.amount)}</span>
        </li>`)}
      </ol>
    </section>`;
}

function history(room) {
  const { t } = room;
  return html`
    <section>
      <h2 id="history">${t('room.history')}</h2>
      ${room.history.length === 0 ? html`<p class="fine">${t('room.nobids')}</p>` : html`
        <table aria-labelledby="history">
          <thead class="heard"><tr>
            <th scope="col">${t('history.time')}</th><th scope="col">${t('history.bidder')}</th>
            <th scope="col">${t('history.price')}</th>
          </tr></thead>
          <tbody>${room.history.map((bid) => html`
            <tr class=${bid.bidder === room.me ? 'mine' : ''}>
              <td>${timeOfDay(bid.at, room.language)}</td><td><bdi>${room.name(bid.bidder)}</bdi></td>
              <td>${room.money(bid.price)}</td>
            </tr>`)}
          </tbody>
        </table>`}
    </section>`;
}
