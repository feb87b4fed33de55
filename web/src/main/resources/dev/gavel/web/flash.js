const EVERY_MS = 1_000;

/** Shows that a price has moved; one that moves all the time stays readable. */
export class Flash {
  #at = -Infinity;

  /** @param {Element | null} element */
  at(element) {
    const now = performance.now();
    if (element && now - this.#at > EVERY_MS && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#at = now;
      element.animate([{ opacity: 0.35, translate: '0 -0.1em' }, { opacity: 1, translate: '0 0' }], 260);
    }
  }
}
