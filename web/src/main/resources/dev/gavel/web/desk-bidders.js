import { html, nothing } from './lit-html.js';

/**
 * Who may bid: those who asked, and those whom the seller let in or keeps out. Nothing where the server knows of none.
 *
 * @param {import('./desk.js').GavelDesk} desk
 */
export function biddersView(desk) {
  const { t, auction, bidders } = desk;
  if (!bidders) {
    return nothing;
  }
  return html`
    <section class="bidders">
      <h2>${t('desk.bidders')}</h2>
      <p class="fine">${t(auction.approval ? 'desk.bidders.approval' : 'desk.bidders.all')}</p>
      <ul>${bidders.map((one) => row(desk, one))}</ul>
      <form @submit=${(event) => add(desk, event)}>
        <label for="bidder">${t('desk.bidders.name')}</label>
        <div class="field">
          <input id="bidder" name="bidder" autocomplete="off" maxlength="255">
          <button class="second" value="APPROVED" ?disabled=${desk.busy}>${t('desk.approve')}</button>
          <button class="second" value="BLOCKED" ?disabled=${desk.busy}>${t('desk.block')}</button>
        </div>
      </form>
    </section>`;
}

function row(desk, { bidder, standing, limit }) {
  const { t, auction, busy } = desk;
  const asLimit = limit === undefined ? '' : desk.money(Number(limit), auction.currency);
  const field = `limit-${bidder}`;
  const typed = () => desk.find(`#${CSS.escape(field)}`).value;
  return html`
    <li>
      <p class="row"><bdi class="who">${bidder}</bdi>
        <span class="badge ${standing === 'APPROVED' ? 'open' : ''}">${t(`standing.${standing}`)}</span></p>
      <div class="field">
        <input id=${field} inputmode="decimal" autocomplete="off" .value=${asLimit}
          aria-label=${t('desk.limit.of', { bidder })} placeholder=${t('desk.limit')}>
        <button class="second" ?disabled=${busy} @click=${() => desk.judge(bidder, 'APPROVED', typed())}>${
          t(standing === 'APPROVED' ? 'desk.save' : 'desk.approve')}</button>
        ${standing === 'BLOCKED' ? nothing : html`
          <button class="second" ?disabled=${busy} @click=${() => desk.judge(bidder, 'BLOCKED')}>${
            t('desk.block')}</button>`}
      </div>
    </li>`;
}

function add(desk, event) {
  event.preventDefault();
  const { bidder } = event.target.elements;
  const name = bidder.value.trim();
  if (name) {
    desk.judge(name, event.submitter?.value || 'APPROVED');
    bidder.value = '';
  } else {
    bidder.focus();
  }
}
