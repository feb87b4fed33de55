import { html, nothing } from './lit-html.js';
import { biddersView } from './desk-bidders.js';
import { formView, trouble } from './desk-form.js';
import { timeLeft } from './clock.js';
import { cardPicture } from './picture.js';
import { spark } from './pulse.js';
import { isOver, isUntouched } from './room-state.js';
import { timeOfDay } from './times.js';

/** @param {import('./desk.js').GavelDesk} desk */
export function deskView(desk) {
  const { t, place } = desk;
  if (!desk.me || !desk.sells) {
    return html`<p class="empty">${t(desk.me ? 'desk.notseller' : 'desk.signin')}</p>`;
  }
  if (!desk.loaded) {
    return html`<p class="empty">${t('loading')}</p>`;
  }
  const form = (place === 'new' || place === 'edit') && desk.draft;
  return html`
    <div role="alert" class=${desk.online ? 'heard' : 'banner'}>${desk.online ? '' : t('room.lost')}</div>
    ${place === 'list' ? list(desk) : html`
      <p class="back"><a href="#">← ${t('desk.title')}</a></p>
      ${form ? formView(desk) : desk.auction ? one(desk) : html`<p class="empty">${t('room.missing')}</p>`}`}`;
}

function list(desk) {
  const { t } = desk;
  const all = [...desk.auctions.values()];
  const live = all.filter((auction) => !isOver(auction)).sort((a, b) => a.closesAt.localeCompare(b.closesAt));
  const over = all.filter(isOver);
  return html`
    <header>
      <h1>${t('desk.title')}</h1>
      <a class="button" href="#new">${t('desk.new')}</a>
    </header>
    ${trouble(desk)}
    ${all.length === 0 ? html`<p class="empty">${t('desk.none')}</p>` : nothing}
    ${group(desk, 'desk.live', live)} ${group(desk, 'desk.over', over)}
    ${desk.next ? html`<button class="second more" @click=${() => desk.more()}>${t('hall.more')}</button>` : nothing}`;
}

function group(desk, title, auctions) {
  const { t } = desk;
  return auctions.length === 0 ? nothing : html`
    <section>
      <h2>${t(title)}</h2>
      <ul class="lots">${auctions.map((auction) => html`
        <li><a class="lot" href="#${auction.id}">
          ${cardPicture(desk.server, auction)}
          <span class="what"><span class="title"><bdi>${auction.title}</bdi></span>
            <span class="fine">${badge(desk, auction)} ${left(desk, auction)}</span></span>
          <span class="pace">${pace(desk, auction)}</span>
          <span class="worth">
            <span class="amount">${desk.money(auction.price ?? auction.opening, auction.currency)}</span>
            <span class="fine">${outcome(desk, auction)}</span></span>
        </a></li>`)}
      </ul>
    </section>`;
}

function pace({ t, pulses }, { id }) {
  return spark(pulses.get(id), performance.now(), (n) => t('hall.rate', { n }));
}

function badge({ t, clock }, auction) {
  return html`<span class="badge ${auction.state.toLowerCase()}">${t(`state.${stateNow(clock, auction)}`)}</span>`;
}

/** No decision opens an auction: from its time on it is open. */
function stateNow(clock, auction) {
  return auction.state === 'SCHEDULED' && clock.now() >= Date.parse(auction.opensAt) ? 'OPEN' : auction.state;
}

function left({ t, clock }, auction) {
  if (isOver(auction)) {
    return nothing;
  }
  const scheduled = stateNow(clock, auction) === 'SCHEDULED';
  const ms = Date.parse(scheduled ? auction.opensAt : auction.closesAt) - clock.now();
  return ms <= 0 ? t('room.closing') : html`${t(scheduled ? 'room.opens' : 'room.closes')}
    <span class="left ${!scheduled && ms < 60_000 ? 'soon' : ''}">${timeLeft(ms)}</span>`;
}

function outcome(desk, auction) {
  const { t, count } = desk;
  switch (auction.result?.outcome) {
    case 'SOLD': return t('desk.sold', { winner: auction.result.winner });
    case 'UNSOLD': return t(auction.bids > 0 ? 'result.reserve' : 'result.unsold');
    default: return auction.bids === 0 ? t('price.opening') : count('bids', auction.bids);
  }
}

function one(desk) {
  const { t, auction } = desk;
  const rooms = desk.getAttribute('rooms') ?? '/auctions/';
  return html`
    <article class="one">
      <div class="about">
        ${cardPicture(desk.server, auction)}
        <h1><bdi>${auction.title}</bdi></h1>
        <p class="fine">${badge(desk, auction)} ${left(desk, auction)}</p>
        <p class="text"><bdi>${auction.description}</bdi></p>
      </div>
      <div class="side">
        <section class="panel" aria-label=${t('room.bidding')}>
          <span class="label">${t(auction.price === undefined ? 'price.opening'
            : isOver(auction) ? 'price.final' : 'price.current')}</span>
          <p class="price">${desk.money(auction.price ?? auction.opening, auction.currency)}</p>
          <p class="row fine"><span>${auction.result ? outcome(desk, auction) : soFar(desk, auction)}</span>
            ${pace(desk, auction)}</p>
          ${auction.bids > 0 && !auction.reserveMet ? html`<p class="fine">${t('room.reserve')}</p>` : nothing}
          ${auction.notice ? html`<p class="note"><bdi>${auction.notice}</bdi></p>` : nothing}
          ${actions(desk)} ${trouble(desk)}
          <p class="fine"><a class="link" href="${rooms}${auction.id}">${t('desk.room')}</a></p>
        </section>
        ${biddersView(desk)} ${history(desk)}
      </div>
    </article>`;
}

function soFar({ count }, { bids, leader }) {
  return html`${count('bids', bids)}${leader ? html` · <bdi>${leader}</bdi>` : nothing}`;
}

function actions(desk) {
  const { t, auction } = desk;
  if (isOver(auction)) {
    return nothing;
  }
  if (!isUntouched(auction)) {
    return html`<p class="note">${t('desk.trouble.has-bids')}</p>`;
  }
  if (desk.withdrawing) {
    return html`
      <p class="note">${t('desk.withdraw.sure')}</p>
      <div class="actions">
        <button class="danger" ?disabled=${desk.busy} @click=${() => desk.withdraw()}>${t('desk.withdraw')}</button>
        <button class="second" @click=${() => desk.askToWithdraw(false)}>${t('desk.withdraw.no')}</button>
      </div>`;
  }
  return html`
    <div class="actions">
      <a class="button" href="#${auction.id}/edit">${t('desk.edit')}</a>
      <button class="second" @click=${() => desk.askToWithdraw(true)}>${t('desk.withdraw')}</button>
    </div>`;
}

function history(desk) {
  const { t } = desk;
  return html`
    <section>
      <h2 id="history">${t('room.history')}</h2>
      ${desk.history.length === 0 ? html`<p class="fine">${t('room.nobids')}</p>` : html`
        <table aria-labelledby="history">
          <thead class="heard"><tr>
            <th scope="col">${t('history.time')}</th><th scope="col">${t('history.bidder')}</th>
            <th scope="col">${t('history.price')}</th>
          </tr></thead>
          <tbody>${desk.history.map((bid) => html`
            <tr><td>${timeOfDay(bid.at, desk.language)}</td><td><bdi>${bid.bidder}</bdi></td>
              <td>${desk.money(bid.price, desk.auction.currency)}</td></tr>`)}
          </tbody>
        </table>`}
    </section>`;
}
