import { html, nothing } from './lit-html.js';
import { GavelElement } from './element.js';
import { formatMoney } from './money.js';

const ASK_MS = 500;
const SECOND_MS = 1_000;
const UNDER_WAY = new Set(['PREPARING', 'RUNNING', 'CHECKING']);

/**
 * `<gavel-rush>`: the rush of a demonstration. A button starts it, the room of its auction shows it, and at the end it
 * says what was promised and what was measured. The server has the address `/page/rush` where there is one.
 */
export class GavelRush extends GavelElement {
  static styles = ['rush.css'];

  status;
  lost = false;

  enter(signal) {
    const timer = setInterval(() => document.hidden || this.#ask(), ASK_MS);
    signal.addEventListener('abort', () => clearInterval(timer));
    this.#ask();
  }

  start() {
    this.status = { ...this.status, state: 'PREPARING', verdict: undefined, auction: undefined, elapsedMs: 0 };
    this.changed();
    this.#ask('POST');
  }

  async #ask(method = 'GET') {
    try {
      const answer = await fetch(new URL('/page/rush', this.server), { method, signal: AbortSignal.timeout(8_000) });
      if (!answer.ok) {
        throw new Error(`status ${answer.status}`);
      }
      const before = this.status?.state;
      this.status = await answer.json();
      this.lost = false;
      this.changed();
      if (before === 'CHECKING' && this.status.verdict) {
        // Whoever watched the room below would miss it.
        await Promise.resolve();
        this.find('.verdict')?.scrollIntoView({ block: 'start' });
      }
    } catch {
      this.lost = true;
      this.changed();
    }
  }

  view() {
    const { t, status } = this;
    if (!status) {
      return html`<p class="empty">${this.lost ? t('room.lost') : t('loading')}</p>`;
    }
    const busy = UNDER_WAY.has(status.state);
    const number = new Intl.NumberFormat(this.language).format;
    return html`
      <section class="card">
        <h1>${t('rush.title')}</h1>
        <p class="intro">${t('rush.intro', { rate: number(status.bidsPerSecond), seconds: status.seconds })}</p>
        ${busy ? progress(this) : html`
          <button ?disabled=${status.state === 'WAITING'} @click=${() => this.start()}>
            ${t(status.verdict ? 'rush.again' : 'rush.start')}</button>`}
        <p class="fine" role="status">${this.lost ? t('room.lost') : t(`rush.${status.state}`)}</p>
      </section>
      ${status.verdict ? verdict(this, number) : nothing}
      ${status.auction ? html`<gavel-room auction=${status.auction}></gavel-room>` : nothing}`;
  }
}

/** @param {GavelRush} rush */
function progress({ t, status }) {
  const seconds = Math.floor(status.elapsedMs / SECOND_MS);
  return html`
    <label for="progress" class="row"><span>${t('rush.progress')}</span>
      <span>${t('rush.seconds', { seconds, all: status.seconds })}</span></label>
    <progress id="progress" max=${status.seconds * SECOND_MS} .value=${status.elapsedMs}></progress>`;
}

/** @param {GavelRush} rush @param {function(number): string} number */
function verdict({ t, status, language }, number) {
  const { verdict: found } = status;
  const kept = found.promises.every((promise) => promise.broken.length === 0);
  const ms = (n) => t('rush.ms', { n: new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(n) });
  const figures = [
    ['sent', number(found.sent)], ['answered', number(found.answered)],
    ['turned', number(found.turnedAway)], ['lost', number(found.sent - found.answered - found.turnedAway)],
    ['accepted', number(found.accepted)],
    ['p50', ms(found.p50)], ['p99', ms(found.p99)], ['p999', ms(found.p999)], ['max', ms(found.max)],
  ];
  return html`
    <section class="card verdict" aria-labelledby="verdict">
      <h2 id="verdict" class=${kept ? 'good' : 'bad'}>${t(kept ? 'rush.kept' : 'rush.broken')}</h2>
      <dl class="figures">${figures.map(([name, value]) => html`
        <div class=${name}><dt>${t(`rush.figure.${name}`)}</dt><dd>${value}</dd></div>`)}
        <div><dt>${t('price.final')}</dt><dd>${formatMoney(found.price, found.currency, language)}</dd></div>
      </dl>
      <table>
        <thead><tr><th scope="col">${t('rush.promised')}</th><th scope="col">${t('rush.measured')}</th></tr></thead>
        <tbody>${found.promises.map((promise) => html`
          <tr class=${promise.broken.length ? 'bad' : ''}>
            <td><strong>${t(`rush.promise.${promise.name}`)}</strong>${t(`rush.promise.${promise.name}.more`)}</td>
            <td>${promise.broken.length
              ? promise.broken.map((what) => html`<bdi class="what">${what}</bdi>`)
              : t(`rush.found.${promise.name}`, { n: number(promise.count) })}</td>
          </tr>`)}
        </tbody>
      </table>
      <p class="fine">${t('rush.how')}</p>
    </section>`;
}
