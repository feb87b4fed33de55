import { html, nothing } from './lit-html.js';
import { cardBody } from './card.js';
import { categoryName } from './categories.js';
import { CURRENCIES, example, localTime, PICTURES_MAX, preview } from './draft.js';
import { address, cardPicture } from './picture.js';
import { isUntouched } from './room-state.js';

const TYPES = 'image/jpeg,image/png,image/webp';
const MINUTE = 60_000;
/** Usual lengths of an auction, in minutes. */
const LENGTHS = { '10m': 10, '1h': 60, '1d': 1_440, '7d': 10_080 };

/** What went wrong at the last attempt. */
export function trouble({ t, trouble: { key, values } = {} }) {
  return html`<p class=${key ? 'note bad' : 'heard'} role="alert">${key ? t(key, values) : ''}</p>`;
}

/** A new auction, or what may be changed of one; beside it, how it will look. */
export function formView(desk) {
  const { t, place, draft, auction } = desk;
  const edits = place === 'edit';
  const late = edits && !isUntouched(auction);
  const shown = preview(draft, auction, desk.clock.now());
  return html`
    <h1>${t(edits ? 'desk.edit.title' : 'desk.new')}</h1>
    <div class="both">
      <form novalidate @submit=${(event) => desk.submit(event)}>
        ${late ? html`<p class="note bad" role="alert">${t('desk.trouble.has-bids')}</p>` : nothing}
        ${words(desk)} ${pictures(desk)} ${edits ? nothing : terms(desk)}
        ${trouble(desk)}
        <div class="actions">
          <button ?disabled=${desk.busy || late || desk.sending.some((it) => !it.error)}>
            ${t(edits ? 'desk.save' : draft.later ? 'desk.schedule' : 'desk.list')}</button>
          <a class="button second" href="#${edits ? auction.id : ''}">${t('desk.cancel')}</a>
        </div>
        ${edits ? html`<p class="fine">${t('desk.edit.terms')}</p>` : nothing}
      </form>
      <aside aria-label=${t('desk.preview')}>
        <h2>${t('desk.preview')}</h2>
        <div class="card">${cardBody(desk, { ...shown, title: shown.title || t('desk.untitled') })}</div>
        <div class="head">
          ${cardPicture(desk.server, shown)}
          <p class="fine">${t('room.seller', { seller: desk.me })}</p>
          <p class="big"><bdi>${shown.title || t('desk.untitled')}</bdi></p>
          <p class="text"><bdi>${shown.description}</bdi></p>
        </div>
      </aside>
    </div>`;
}

function words(desk) {
  const { t, draft, categories } = desk;
  return html`
    <fieldset>
      <legend>${t('desk.words')}</legend>
      ${field(desk, 'title', html`
        <input id="title" maxlength="200" autocomplete="off" .value=${draft.title}
          aria-describedby="title-wrong" aria-invalid=${invalid(desk, 'title')}
          @input=${(event) => desk.type('title', event.target.value)}>`)}
      ${field(desk, 'category', html`
        <select id="category" @change=${(event) => desk.type('category', event.target.value)}>
          ${draft.category ? nothing : html`<option value="" selected>${t('desk.nocategory')}</option>`}
          ${categories.map((each) => html`
            <option value=${each.key} ?selected=${each.key === draft.category}>${
              categoryName(each, desk.language)}</option>`)}
        </select>`)}
      ${field(desk, 'description', html`
        <textarea id="description" rows="6" maxlength="10000" .value=${draft.description}
          @input=${(event) => desk.type('description', event.target.value)}></textarea>`)}
    </fieldset>`;
}

function pictures(desk) {
  const { t, draft } = desk;
  const full = draft.pictures.length >= PICTURES_MAX;
  const drop = (event) => {
    event.preventDefault();
    desk.send(event.dataTransfer.files);
  };
  return html`
    <fieldset>
      <legend>${t('desk.pictures')}</legend>
      <ul class="tiles">
        ${draft.pictures.map((id, i) => html`
          <li class="tile"><img src=${address(desk.server, id, 480)} alt=${t('desk.picture.n', { n: i + 1 })}>
            <span class="tools">
              ${i === 0 ? html`<span class="badge open">${t('desk.picture.first')}</span>` : html`
                <button type="button" class="tool" @click=${() => desk.firstPicture(id)}>${
                  t('desk.picture.tofirst')}</button>`}
              <button type="button" class="tool" aria-label=${t('desk.picture.drop', { n: i + 1 })}
                @click=${() => desk.dropPicture(id)}>×</button>
            </span></li>`)}
        ${desk.sending.filter((it) => !it.error).map((it) => html`
          <li class="tile coming"><span class="fine"><bdi>${it.name}</bdi></span>
            <progress max="1" .value=${it.part}
              aria-label=${t('desk.picture.coming', { name: it.name })}></progress></li>`)}
        ${full ? nothing : html`
          <li><label class="tile drop" @dragover=${(event) => event.preventDefault()} @drop=${drop}>
            <input id="pictures" class="heard" type="file" accept=${TYPES} multiple
              @change=${(event) => { desk.send(event.target.files); event.target.value = ''; }}>
            <span>${t('desk.picture.add')}</span></label></li>`}
      </ul>
      <div role="alert">${desk.sending.filter((it) => it.error).map((it) => html`
        <p class="wrong"><bdi>${it.name}</bdi>: ${it.error}</p>`)}</div>
      <p class="fine">${t('desk.picture.hint', { n: PICTURES_MAX })}</p>
    </fieldset>`;
}

function terms(desk) {
  const { t, draft } = desk;
  const soon = (minutes) => {
    const from = draft.later ? new Date(draft.opensAt).getTime() || desk.clock.now() : desk.clock.now();
    desk.type('closesAt', localTime(from + minutes * MINUTE));
  };
  return html`
    <fieldset>
      <legend>${t('desk.terms')}</legend>
      <div class="pair">
        ${money(desk, 'opening', 100)}
        ${field(desk, 'currency', html`
          <select id="currency" @change=${(event) => desk.type('currency', event.target.value)}>
            ${CURRENCIES.map((each) => html`<option ?selected=${each === draft.currency}>${each}</option>`)}
          </select>`)}
        ${money(desk, 'step', 5)} ${money(desk, 'reserve', 500)}
      </div>
      ${choice(desk, 'bidding', draft.bidding === 'PROXY',
        [['desk.proxy', true, 'PROXY'], ['desk.plain', false, 'PLAIN']])}
      <p class="fine">${t(draft.bidding === 'PROXY' ? 'desk.proxy.hint' : 'desk.plain.hint')}</p>
    </fieldset>
    <fieldset>
      <legend>${t('desk.times')}</legend>
      ${choice(desk, 'later', draft.later, [['desk.now', false, false], ['desk.later', true, true]])}
      ${draft.later ? time(desk, 'opensAt') : nothing}
      ${time(desk, 'closesAt')}
      <div class="lengths" role="group" aria-label=${t('desk.lengths')}>
        ${Object.entries(LENGTHS).map(([key, minutes]) => html`
        <button type="button" class="chip" @click=${() => soon(minutes)}>${t(`desk.length.${key}`)}</button>`)}</div>
      ${check(desk, 'soft')} ${check(desk, 'approval')}
    </fieldset>`;
}

function money(desk, name, major) {
  const { draft } = desk;
  return field(desk, name, html`
    <input id=${name} inputmode="decimal" autocomplete="off" .value=${draft[name]}
      placeholder=${example(major, draft.currency, desk.language)}
      aria-describedby="${name}-wrong" aria-invalid=${invalid(desk, name)}
      @input=${(event) => desk.type(name, event.target.value)}>`);
}

function time(desk, name) {
  return field(desk, name, html`
    <input id=${name} type="datetime-local" .value=${desk.draft[name]}
      aria-describedby="${name}-wrong" aria-invalid=${invalid(desk, name)}
      @input=${(event) => desk.type(name, event.target.value)}>`);
}

function field({ t, wrong }, name, input) {
  return html`
    <div class="line">
      <label for=${name}>${t(`desk.field.${name}`)}</label>${input}
      <p class="wrong" id="${name}-wrong" role="alert">${wrong[name] ? t(wrong[name]) : ''}</p>
    </div>`;
}

function invalid({ wrong }, name) {
  return wrong[name] ? 'true' : 'false';
}

function choice(desk, name, now, options) {
  return html`
    <div class="choices" role="radiogroup" aria-label=${desk.t(`desk.field.${name}`)}>
      ${options.map(([key, is, value]) => html`
        <label class="choice"><input type="radio" name=${name} .checked=${is === now}
          @change=${() => desk.type(name, value)}><span>${desk.t(key)}</span></label>`)}
    </div>`;
}

function check(desk, name) {
  return html`
    <label class="check"><input type="checkbox" id=${name} .checked=${desk.draft[name]}
      @change=${(event) => desk.type(name, event.target.checked)}><span>${desk.t(`desk.${name}`)}</span></label>`;
}
