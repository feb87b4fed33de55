import { html } from './lit-html.js';
import { SHADES, shade } from './console-state.js';

/**
 * The heat map: a row for each shard or Redis primary, a cell for each bucket. It is a table for those who hear it.
 *
 * @param {import('./console.js').GavelConsole} console
 */
export function heatMap(console) {
  const { t, heat } = console;
  return html`
    <section class="heat ${heat}">
      <div class="row head">
        <h2 id="heat">${t('console.heat')}</h2>
        <div class="switches">
          ${choice(console, 'heat', ['rate', 'p99'], 'console.colour')}
          ${choice(console, 'by', ['shard', 'primary'], 'console.rows')}
        </div>
      </div>
      <div role="table" aria-labelledby="heat">
        ${console.rows().map((row) => html`
          <div role="row" class="buckets">
            <span role="rowheader" class="label">${console.by === 'shard'
              ? t('console.shard', { n: row.name }) : row.name || t('console.noprimary')}</span>
            <div role="presentation" class="cells">${row.cells.map((cell) => bucket(console, cell))}</div>
          </div>`)}
      </div>
      ${legend(console)}
    </section>`;
}

function value(heat, cell) {
  return heat === 'rate' ? cell.bidsPerSecond : cell.p99Micros / 1000;
}

function bucket(console, cell) {
  const { t, heat, show } = console;
  const words = t('console.cell', {
    bucket: cell.bucket,
    rate: show.number(cell.bidsPerSecond),
    p99: show.took(cell.p99Micros),
    waiting: show.number(cell.waiting),
  });
  return html`
    <span role="cell" class="cell h${shade(heat, value(heat, cell))}" title=${words}><span
      aria-hidden="true">${cell.bucket}</span><span class="heard">${words}</span></span>`;
}

function legend({ t, heat, show }) {
  const unit = heat === 'rate' ? '' : ' ms';
  return html`
    <p class="legend fine">
      <span><i class="cell h0"></i>${t('console.quiet')}</span>
      ${SHADES[heat].map((_, i) => html`<span><i class="cell h${i + 1}"></i>${i === 0
        ? `< ${show.number(SHADES[heat][1])}${unit}` : `≥ ${show.number(SHADES[heat][i])}${unit}`}</span>`)}
    </p>`;
}

/** A few ways to see the same, one of which is chosen. */
function choice(console, name, values, label) {
  const { t } = console;
  return html`
    <fieldset class="choices">
      <legend class="heard">${t(label)}</legend>
      ${values.map((each) => html`
        <label class="choice"><input type="radio" name=${name} value=${each} ?checked=${each === console[name]}
          @change=${() => console.set({ [name]: each })}><span>${t(`${label}.${each}`)}</span></label>`)}
    </fieldset>`;
}
