import { nothing, svg, html } from './lit-html.js';

const WIDTH = 90;
const HEIGHT = 26;

/** @param {number[]} values of the last minute and a half, a second apart, oldest first; a picture only */
export function trend(values) {
  if (values.length < 3) {
    return nothing;
  }
  const most = Math.max(...values, 1e-9);
  const x = (i) => WIDTH - values.length + 1 + i;
  const y = (value) => Math.round((HEIGHT - 1 - (value / most) * (HEIGHT - 3)) * 10) / 10;
  const path = values.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i)} ${y(value)}`).join('');
  return html`
    <svg class="trend" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      ${svg`<path class="area" d="${path}V${HEIGHT}H${x(0)}Z"></path>
        <path class="line" d=${path} vector-effect="non-scaling-stroke"></path>`}
    </svg>`;
}
