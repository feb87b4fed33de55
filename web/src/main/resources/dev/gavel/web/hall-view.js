import { html, nothing } from './lit-html.js';
import { timeLeft } from './clock.js';
import { formatMoney } from './money.js';
import { plate } from './plate.js';
import { spark } from './pulse.js';
import { isOver } from './room-state.js';

const STATES = ['open', 'scheduled', 'all'];

/** @param {import('./hall.js').GavelHall} hall */
export function hallView(hall) {
  const { t, loaded } = hall;
  const shown = hall.shown();
  return html`
    <div role="alert" class=${hall.online ? 'heard' : 'banner'}>${hall.online ? '' : t('room.lost')}</div>
    <header>
      <h1>${t('hall.title')}</h1>
      <form role="search" @submit=${(event) => event.preventDefault()}>
        <label for="words" class="heard">${t('hall.search')}</label>
        <input id="words" type="search" autocomplete="off" placeholder=${t('hall.search')}
          @input=${(event) => hall.search(event.target.value)}>
        <fieldset>
          <legend class="heard">${t('hall.state')}</legend>
          ${STATES.map((state) => html`
            <label class="choice"><input type="radio" name="state" value=${state} ?checked=${state === hall.state}
              @change=${() => hall.choose(state)}><span>${t(`hall.state.${state}`)}</span></label>`)}
        </fieldset>
      </form>
    </header>
    <p class="fine" role="status">${loaded ? hall.count('auctions', shown.length) : t('loading')}</p>
    ${loaded && shown.length === 0 ? html`<p class="empty">${t('hall.none')}</p>` : nothing}
    <ul>${shown.map((auction) => card(hall, auction))}</ul>
    ${hall.next ? html`<button class="second more" @click=${() => hall.more()}>${t('hall.more')}</button>` : nothing}`;
}

function card(hall, auction) {
  const { t } = hall;
  const price = formatMoney(auction.price ?? auction.opening, auction.currency, hall.language);
  const label = auction.price === undefined ? 'price.opening' : isOver(auction) ? 'price.final' : 'price.current';
  return html`
    <li>
      <a href="${hall.getAttribute('rooms') ?? '/auctions/'}${auction.id}">
        ${plate(auction)}
        <span class="body">
          <span class="title"><bdi>${auction.title}</bdi></span>
          <span class="label">${t(label)}</span>
          <span class="row"><span class="amount">${price}</span>${
            spark(hall.pulses.get(auction.id), performance.now(), (n) => t('hall.rate', { n }))}</span>
          <span class="foot">${time(hall, auction)}<span>${hall.count('bids', auction.bids)}</span></span>
        </span>
      </a>
    </li>`;
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
    <span class="left ${soon ? 'soon' : ''}"><span class="heard">${t(scheduled ? 'room.opens' : 'room.closes')} </span>${
      scheduled ? html`<span aria-hidden="true">${t('room.opens')} </span>` : nothing}${timeLeft(left)}</span>`;
}
