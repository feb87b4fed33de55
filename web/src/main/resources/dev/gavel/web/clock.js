const SAMPLES = 4;
const AGAIN_MS = 30_000;

/**
 * The auctions' clock, as the server says it. What the device takes for the time of day is not asked: only how much
 * time has passed since the server was.
 */
export class ServerClock {
  #ask;
  #offset = Date.now() - performance.now();
  #roundTrip = Infinity;

  /** @param {function(): Promise<number>} ask for the server's time, in milliseconds since 1970 */
  constructor(ask) {
    this.#ask = ask;
  }

  /** @returns {number} milliseconds since 1970 */
  now() {
    return performance.now() + this.#offset;
  }

  /** How far off it may be, in milliseconds: half of the shortest way there and back. */
  get uncertainty() {
    return this.#roundTrip / 2;
  }

  /** Takes the best of some samples: the shorter the way there and back, the less is unknown. */
  async measure() {
    this.#roundTrip = Infinity;
    for (let i = 0; i < SAMPLES; i++) {
      await this.#sample();
    }
  }

  async #sample() {
    const sent = performance.now();
    const at = await this.#ask();
    const roundTrip = performance.now() - sent;
    if (roundTrip < this.#roundTrip) {
      this.#roundTrip = roundTrip;
      this.#offset = at - (sent + roundTrip / 2);
    }
  }

  /**
   * Measures now and from time to time: clocks drift, and devices sleep.
   *
   * @param {AbortSignal} signal ends it
   * @param {function(Error)} failed told when the server does not say
   * @returns {Promise<void>} when there is a first answer, or none
   */
  async keep(signal, failed) {
    const measure = () => this.measure().catch(failed);
    const timer = setInterval(measure, AGAIN_MS);
    signal.addEventListener('abort', () => clearInterval(timer));
    document.addEventListener('visibilitychange', () => document.hidden || measure(), { signal });
    await this.#sample().catch(failed);
    measure();
  }
}

/** @param {number} ms @returns {string} a span of time as `0:03` or `12:00` */
export function duration(ms) {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * @param {number} ms until something
 * @returns {string} as `2d 03:04:05`, `03:04:05`, `04:05`, and in the last ten seconds `9.8`
 */
export function timeLeft(ms) {
  if (ms < 10_000) {
    return (Math.max(0, Math.ceil(ms / 100)) / 10).toFixed(1);
  }
  const seconds = Math.ceil(ms / 1000);
  const pad = (n) => String(n).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const rest = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  const clock = days || hours ? `${pad(hours)}:${rest}` : rest;
  return days ? `${days}d ${clock}` : clock;
}
