import { html, nothing } from './lit-html.js';
import { cardBody } from './card.js';
import { categoryName } from './categories.js';

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
        ${hall.categories.length === 0 ? nothing : html`
          <select id="category" aria-label=${t('hall.category')} @change=${(event) => hall.pick(event.target.value)}>
            <option value="">${t('hall.anycategory')}</option>
            ${hall.categories.map((each) => html`
              <option value=${each.key}>${categoryName(each, hall.language)}</option>`)}
          </select>`}
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
  return html`
    <li>
      <a class="card" href="${hall.getAttribute('rooms') ?? '/auctions/'}${auction.id}">${cardBody(hall, auction)}</a>
    </li>`;
}
