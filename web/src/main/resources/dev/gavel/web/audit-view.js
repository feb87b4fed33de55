import { html, nothing } from './lit-html.js';
import { outcomeWords } from './figures.js';
import { formatMoney } from './money.js';

/** What an operator may do to an auction in a state. */
const ACTIONS = { SCHEDULED: ['pause', 'cancel'], OPEN: ['pause', 'cancel'], PAUSED: ['resume', 'cancel'] };

/** @param {import('./console.js').GavelConsole} console */
export function auditView(console) {
  const { t, audit, show } = console;
  const { auction } = audit;
  return html`
    <p class="back"><a href="#">← ${t('console.title')}</a></p>
    ${audit.missing ? html`<h1>${t('room.missing')}</h1>` : html`
      <header>
        <div>
          <h1><bdi>${auction?.title ?? audit.id}</bdi></h1>
          ${auction ? html`<p class="fine"><span class="badge ${auction.state.toLowerCase()}">${
            t(`state.${auction.state}`)}</span> ${money(console, auction.price ?? auction.opening)} ·
            ${console.count('bids', auction.bids)} · ${t('room.seller', { seller: auction.seller })} ·
            <a class="link" href="/auctions/${audit.id}">${t('console.room')}</a></p>
            <p class="fine">${t('console.closes', { at: show.day(auction.closesAt) })}</p>` : nothing}
          ${auction?.notice ? html`<p class="notice"><bdi>${auction.notice}</bdi></p>` : nothing}
        </div>
        <div class="buttons">${(ACTIONS[auction?.state] ?? []).map((what) => html`
          <button class=${what === 'cancel' ? 'second danger' : 'second'} @click=${() => ask(console, what)}>${
            t(`console.${what}`)}</button>`)}</div>
      </header>
      ${decisions(console)}`}`;
}

function ask(console, what) {
  const { t, api, audit } = console;
  const title = audit.auction.title;
  console.confirm({
    title: t(`console.${what}.title`, { title }),
    text: t(`console.${what}.text`),
    button: t(`console.${what}`),
    done: t(`console.${what}.done`, { title }),
    reason: true,
    act: (reason) => api.control(audit.id, what, reason),
  });
}

function money({ audit, language }, minor) {
  return minor === undefined ? '' : formatMoney(minor, audit.currency ?? audit.auction.currency, language);
}

function decisions(console) {
  const { t, audit } = console;
  const go = (where) => () => audit[where]().then(() => console.changed(), () => console.set({ online: false }));
  const turn = (where, disabled) => html`
    <button class="second small" ?disabled=${disabled} @click=${go(where)}>${t(`console.${where}`)}</button>`;
  return html`
    <section>
      <div class="row head"><h2>${t('console.decisions')}</h2>
        <span class="fine">${audit.follows ? t('console.follows') : ''}</span></div>
      <div class="wide" tabindex="0" role="region" aria-label=${t('console.decisions')}>
        <table class="decisions">
          <thead><tr>${['sequence', 'time', 'what', 'bidder', 'amount', 'price'].map((each) => html`
            <th scope="col">${t(`console.col.${each}`)}</th>`)}</tr></thead>
          <tbody>${audit.decisions.toReversed().map((each) => decision(console, each))}</tbody>
        </table>
      </div>
      <div class="turns">${turn('latest', audit.follows)} ${turn('later', audit.follows)}
        ${turn('earlier', audit.first === 0)} ${turn('beginning', audit.first === 0)}</div>
    </section>`;
}

function decision(console, each) {
  const { t, show } = console;
  const accepted = each.outcome === 'LEADING' || each.outcome === 'OUTBID';
  const what = each.kind === 'BID' ? outcomeWords(t, each.outcome)
    : each.outcome ? `${t(`decision.${each.kind}`)}: ${outcomeWords(t, each.outcome)}` : t(`decision.${each.kind}`);
  const took = each.receivedAt ? Date.parse(each.decidedAt) - Date.parse(each.receivedAt) : undefined;
  return html`
    <tr class=${each.kind === 'BID' && !accepted ? 'refused' : ''}>
      <th scope="row">${each.sequence}</th>
      <td><time datetime=${each.decidedAt}>${show.time(each.decidedAt)}</time>${took === undefined ? nothing
        : html` <span class="fine">${t('console.took', { ms: took })}</span>`}</td>
      <td>${what}${each.by ? html`<span class="fine"> ${t('console.by', { who: each.by })}</span>` : nothing}${each.reason
        ? html`<span class="fine"> <bdi>${each.reason}</bdi></span>` : nothing}</td>
      <td><bdi>${each.bidder ?? ''}</bdi></td>
      <td>${money(console, each.amount)}</td>
      <td>${money(console, each.price)}</td>
    </tr>`;
}
