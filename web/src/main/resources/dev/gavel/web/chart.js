import { html, nothing, svg } from './lit-html.js';
import { timeOfDay } from './times.js';

const WIDTH = 600;
const HEIGHT = 140;
/** Room for the line's own width. */
const PAD = 4;

/**
 * The price over time, as steps: it stays until the next bid moves it.
 *
 * @param {import('./room.js').GavelRoom} room
 */
export function chart(room) {
  const { t, prices } = room;
  if (prices.length < 2) {
    return nothing;
  }
  const [first, last] = [prices[0], prices.at(-1)];
  const time = (at) => timeOfDay(at, room.language);
  const words = t('chart.said', { from: room.money(first.price), to: room.money(last.price), since: time(first.at) });
  return html`
    <section>
      <h2>${t('chart.title')}</h2>
      <figure>
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${words}>
          ${line(prices)}
        </svg>
        <figcaption class="row fine"><span>${time(first.at)} · ${room.money(first.price)}</span>
          <span>${time(last.at)} · ${room.money(last.price)}</span></figcaption>
      </figure>
    </section>`;
}

function line(prices) {
  const path = steps(prices, WIDTH, HEIGHT, PAD);
  return svg`
    <path class="area" d="${path}V${HEIGHT}H0Z"></path>
    <path class="line" d=${path} vector-effect="non-scaling-stroke"></path>`;
}

/**
 * @param {{at: number, price: number}[]} prices oldest first, two at least
 * @returns {string} a path from the left edge to the right one
 */
export function steps(prices, width, height, pad) {
  const [first, last] = [prices[0], prices.at(-1)];
  // The last price stands for a while, too, or its step would be the edge.
  const span = Math.max(1, last.at - first.at) * 1.05;
  const rise = Math.max(1, last.price - first.price);
  const x = ({ at }) => round(((at - first.at) / span) * width);
  const y = ({ price }) => round(height - pad - ((price - first.price) / rise) * (height - 2 * pad));
  return prices.slice(1).reduce((path, point) => `${path}H${x(point)}V${y(point)}`, `M0 ${y(first)}`) + `H${width}`;
}

function round(value) {
  return Math.round(value * 10) / 10;
}
