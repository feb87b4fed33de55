import { html, nothing } from './lit-html.js';
import { timeLeft } from './clock.js';
import { formatMoney } from './money.js';
import { cardPicture } from './picture.js';
import { spark } from './pulse.js';
import { isOver } from './room-state.js';

/**
 * What stands on an auction's card: in the hall, and where its seller sees how it will stand there.
 *
 * @param {Object} hall `t`, `count`, `language`, `server`, `clock`; `pulses` where bids are heard
 * @param {Object} auction
 */
export function cardBody(hall, auction) {
  const { t } = hall;
  const price = formatMoney(auction.price ?? auction.opening, auction.currency, hall.language);
  const label = auction.price === undefined ? 'price.opening' : isOver(auction) ? 'price.final' : 'price.current';
  return html`
    ${cardPicture(hall.server, auction)}
    <span class="body">
      <span class="title"><bdi>${auction.title}</bdi></span>
      <span class="label">${t(label)}</span>
      <span class="row"><span class="amount">${price}</span>${
        spark(hall.pulses?.get(auction.id), performance.now(), (n) => t('hall.rate', { n }))}</span>
      <span class="foot">${time(hall, auction)}<span>${hall.count('bids', auction.bids)}</span></span>
    </span>`;
}

function time(hall, auction) {
  const { t } = hall;
  if (isOver(auction) || auction.state === 'PAUSED') {
    return html`<span class="badge">${t(`state.${auction.state}`)}</span>`;
  }
  const scheduled = auction.state === 'SCHEDULED';
  const left = Date.parse(scheduled ? auction.opensAt : auction.closesAt) - hall.clock.now();
  if (left <= 0) {
    return html`<span class="badge">${t('room.closing')}</span>`;
  }
  const soon = !scheduled && left < 60_000;
  return html`
    <span class="left ${soon ? 'soon' : ''}">
      <span class="heard">${t(scheduled ? 'room.opens' : 'room.closes')} </span>${
      scheduled ? html`<span aria-hidden="true">${t('room.opens')} </span>` : nothing}${timeLeft(left)}</span>`;
}
