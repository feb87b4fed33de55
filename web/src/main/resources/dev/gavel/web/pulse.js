import { html, nothing, svg } from './lit-html.js';

const SLOT_MS = 2_000;
const SLOTS = 20;
const WIDTH = 80;
const HEIGHT = 20;

/** How many bids an auction got in each of the last 20 spans of 2 s, from what updates say of their number. */
export class Pulse {
  #bids;
  #slots = new Array(SLOTS).fill(0);
  #last = 0;

  /** @param {number} bids so far; the first number is where the counting begins @param {number} now milliseconds */
  beat(bids, now) {
    this.#turn(now);
    this.#slots[this.#last % SLOTS] += Math.max(0, bids - (this.#bids ?? bids));
    this.#bids = bids;
  }

  /** @returns {number[]} oldest first */
  values(now) {
    this.#turn(now);
    return this.#slots.map((_, i) => this.#slots[(this.#last + 1 + i) % SLOTS]);
  }

  #turn(now) {
    const slot = Math.floor(now / SLOT_MS);
    for (let next = Math.max(this.#last + 1, slot - SLOTS + 1); next <= slot; next++) {
      this.#slots[next % SLOTS] = 0;
    }
    this.#last = Math.max(this.#last, slot);
  }
}

/** @param {Pulse | undefined} pulse @param {number} now @param {function(number): string} words of the newest rate */
export function spark(pulse, now, words) {
  const values = pulse?.values(now) ?? [];
  const most = Math.max(...values, 0);
  if (most === 0) {
    return nothing;
  }
  const width = WIDTH / SLOTS;
  const bars = values.map((value, i) => {
    const height = value === 0 ? 0 : Math.max(2, (value / most) * HEIGHT);
    return svg`<rect x=${i * width} y=${HEIGHT - height} width=${width - 1} height=${height}></rect>`;
  });
  // The span under way is not over yet: the one before it counts.
  const perSecond = Math.round((values.at(-2) / SLOT_MS) * 1000);
  return html`
    <span class="pulse"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">${bars}</svg>
      <span>${perSecond > 0 ? words(perSecond) : ''}</span></span>`;
}
