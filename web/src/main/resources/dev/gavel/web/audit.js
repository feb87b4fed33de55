const PAGE = 50;
const SHOWN_MAX = 200;

/** An auction's decisions as far as they are shown: a page of them, or the latest, which is then followed. */
export class Audit {
  auction;
  currency;
  /** Oldest first. */
  decisions = [];
  /** Whether what is decided next is shown, too. */
  follows = true;
  missing = false;

  #api;

  /** @param {import('./console-api.js').ConsoleApi} api */
  constructor(id, api) {
    this.id = id;
    this.#api = api;
  }

  get first() {
    return this.decisions[0]?.sequence ?? 0;
  }

  get last() {
    return this.decisions.at(-1)?.sequence ?? -1;
  }

  /** The newest page, and from then on what follows. */
  async latest() {
    this.follows = true;
    await this.#guarded(() => this.#newest());
  }

  async earlier() {
    this.follows = false;
    await this.#guarded(() => this.#show(Math.max(-1, this.first - PAGE - 1)));
  }

  async beginning() {
    this.follows = false;
    await this.#guarded(() => this.#show(-1));
  }

  async later() {
    await this.#guarded(() => this.#show(this.last));
  }

  /** How it is now. */
  async look() {
    await this.#guarded(async () => {
      this.auction = await this.#api.auction(this.id);
      if (this.follows) {
        await this.#follow();
      }
    });
  }

  async #follow() {
    const { decisions, currency, next } = await this.#api.decisions(this.id, this.last, PAGE);
    this.currency = currency;
    if (this.decisions.length === 0 || next !== undefined) {
      // More than anybody reads in a second: on to the newest.
      await this.#newest();
    } else {
      this.decisions = [...this.decisions, ...decisions.filter(({ sequence }) => sequence > this.last)]
        .slice(-SHOWN_MAX);
    }
  }

  async #newest() {
    const { last } = await this.#api.decisions(this.id, -1, 1);
    await this.#show(Math.max(-1, last - PAGE));
  }

  async #show(after) {
    const { decisions, currency } = await this.#api.decisions(this.id, after, PAGE);
    this.currency = currency;
    if (decisions.length > 0) {
      this.decisions = decisions;
    }
  }

  async #guarded(asking) {
    try {
      await asking();
      this.missing = false;
    } catch (problem) {
      if (problem.status !== 404) {
        throw problem;
      }
      this.missing = true;
    }
  }
}
