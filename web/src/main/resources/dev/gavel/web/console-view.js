import { html, nothing } from './lit-html.js';
import { auditView } from './audit-view.js';
import { busiest, refusedPerSecond } from './console-state.js';
import { outcomeWords } from './figures.js';
import { heatMap } from './heat.js';
import { trend } from './trend.js';

const BUCKETS_SHOWN = 6;
/** A node that has not beaten for so long is about to be struck off the list. */
const QUIET_MS = 3_000;

/** @param {import('./console.js').GavelConsole} console */
export function consoleView(console) {
  const { t } = console;
  const trouble = !console.online ? t('console.lost') : console.stale ? t('console.stale') : '';
  return html`
    <div role="alert" class=${trouble ? 'banner' : 'heard'}>${trouble}</div>
    ${!console.allowed ? html`<h1>${t('console.title')}</h1><p class="empty">${t('console.forbidden')}</p>`
      : console.audit ? auditView(console)
      : console.node ? overview(console)
      : html`<p class="empty">${t('loading')}</p>`}
    ${dialog(console)}
    <p class=${console.said ? 'said' : 'heard'} role="status">${console.said}</p>`;
}

function overview(console) {
  const { t } = console;
  return html`
    <header>
      <h1>${t('console.title')}</h1>
      <form @submit=${(event) => console.open(event)} role="search">
        <label for="audited" class="heard">${t('console.auction')}</label>
        <input id="audited" inputmode="numeric" autocomplete="off" placeholder=${t('console.auction')}>
        <button class="second">${t('console.audit')}</button>
      </form>
    </header>
    ${whose(console)} ${tiles(console)} ${quarantine(console)} ${heatMap(console)}
    <div class="two">${hot(console)} ${outcomes(console)}</div>
    ${queues(console)} ${ledger(console)} ${nodes(console)}`;
}

function whose(console) {
  const { t, node, nodes } = console;
  const known = nodes.filter((each) => each.self || each.summary);
  return html`
    <p class="fine whose"><label for="only">${t('console.whose')}</label>
      <select id="only" @change=${(event) => console.choose(event.target.value)}>
        <option value="" ?selected=${!console.only}>${console.count('console.allnodes', known.length)}</option>
        ${known.map((each) => html`<option value=${each.node} ?selected=${each.node === console.only}>${
          name(each.summary ?? node)}</option>`)}
      </select>
      <span>${t('console.window')}</span></p>`;
}

function name({ node, address }) {
  return address ? `${address} · ${node.slice(0, 4)}` : node.slice(0, 8);
}

function tiles(console) {
  const { t, show, trails } = console;
  const { load, outcomes } = console.seen();
  const sum = (of) => console.node.logs.reduce((all, log) => all + (log[of] ?? 0), 0);
  const tile = (label, value, more, values, warns) => html`
    <li class=${warns ? 'warns' : ''}><span class="label">${label}</span><span class="value">${value}</span>
      <span class="fine">${more}</span>${trend(values)}</li>`;
  return html`
    <ul class="tiles">
      ${tile(t('console.rate'), show.number(load.bidsPerSecond), t('console.decided'), trails.rate)}
      ${tile(t('console.p99'), show.took(load.p99Micros), load.p50Micros > 0
        ? t('console.p50', { took: show.took(load.p50Micros) }) : t('console.nobids'),
        trails.p99, load.p99Micros > 250_000)}
      ${tile(t('console.waiting'), show.number(load.waiting), t('console.oldest', { span: show.span(load.oldestMs) }),
        trails.waiting, load.oldestMs > 1_000)}
      ${tile(t('console.refused'), show.number(refusedPerSecond(outcomes)), t('console.persecond'), trails.refused)}
      ${tile(t('console.behind'), show.number(sum('behind')),
        t('console.loglength', { n: show.number(sum('entries')) }), trails.behind, sum('behind') > 1_000)}
    </ul>`;
}

function hot(console) {
  const { t, show, node } = console;
  const most = Math.max(...node.hot.map((each) => each.bidsPerSecond), 1);
  return html`
    <section>
      <h2>${t('console.hot')}</h2>
      ${node.hot.length === 0 ? html`<p class="fine">${t('console.nobids')}</p>` : html`
        <ol class="bars">${node.hot.map((each) => html`
          <li><a href="#auction=${each.auction}"><span class="name"><bdi>${
            console.titles.get(each.auction) || each.auction}</bdi></span>
            <span class="amount">${t('hall.rate', { n: show.number(each.bidsPerSecond) })}</span>
            <meter min="0" max=${most} .value=${each.bidsPerSecond} aria-hidden="true"></meter></a></li>`)}</ol>`}
    </section>`;
}

function outcomes(console) {
  const { t, show } = console;
  const found = console.seen().outcomes;
  return html`
    <section>
      <h2>${t('console.outcomes')}</h2>
      ${found.length === 0 ? html`<p class="fine">${t('console.nobids')}</p>` : html`
        <table><thead><tr><th scope="col">${t('console.outcome')}</th><th scope="col">${t('console.each')}</th>
          <th scope="col">${t('console.total')}</th></tr></thead>
        <tbody>${found.map(({ outcome, perSecond, total }) => html`
          <tr><th scope="row">${outcomeWords(t, outcome)}</th><td>${show.number(perSecond)}</td>
            <td>${show.number(total)}</td></tr>`)}</tbody></table>`}
    </section>`;
}

function queues(console) {
  const { t, show } = console;
  const all = busiest(console.rows());
  const shown = console.allBuckets ? all : all.slice(0, BUCKETS_SHOWN);
  const heads = ['bucket', 'rate', 'p50', 'p99', 'waiting', 'oldest', 'entries', 'behind'];
  return html`
    <section>
      <h2>${t('console.queues')}</h2>
      <div class="wide" tabindex="0" role="region" aria-label=${t('console.queues')}>
        <table class="numbers">
          <thead><tr>${heads.map((each) => html`<th scope="col">${t(`console.col.${each}`)}</th>`)}</tr></thead>
          <tbody>${shown.map((cell) => html`
            <tr><th scope="row">${cell.bucket}</th><td>${show.number(cell.bidsPerSecond)}</td>
              <td>${show.took(cell.p50Micros)}</td><td>${show.took(cell.p99Micros)}</td>
              <td>${show.number(cell.waiting)}</td><td>${show.span(cell.oldestMs)}</td>
              <td>${known(show, cell.entries)}</td><td>${known(show, cell.behind)}</td></tr>`)}</tbody>
        </table>
      </div>
      <button class="second small" aria-expanded=${console.allBuckets ? 'true' : 'false'}
        @click=${() => console.set({ allBuckets: !console.allBuckets })}>
        ${console.allBuckets ? t('console.fewer') : t('console.all', { n: all.length })}</button>
    </section>`;
}

function known(show, n) {
  return n === undefined ? '?' : show.number(n);
}

function ledger(console) {
  const { t, show, node } = console;
  const byId = new Map(console.nodes.map((each) => [each.node, each.summary ?? node]));
  return html`
    <section>
      <h2>${t('console.ledger')}</h2>
      <div class="wide" tabindex="0" role="region" aria-label=${t('console.ledger')}>
        <table class="numbers words">
          <thead><tr>${['shard', 'state', 'reader', 'behind', 'newest', 'pool'].map((each) => html`
            <th scope="col">${t(`console.col.${each}`)}</th>`)}</tr></thead>
          <tbody>${console.seen().shards.map((each) => html`
            <tr class=${each.state === 'READING' && each.stopped.length === 0 ? '' : 'warns'}>
              <th scope="row">${each.shard}</th><td>${t(`console.reader.${each.state}`)}${each.stopped.length > 0
                ? html` · ${t('console.stopped', { buckets: each.stopped.join(', ') })}` : nothing}</td>
              <td>${each.state === 'WAITING' ? '–' : name(byId.get(each.node) ?? { node: each.node })}</td>
              <td>${show.number(each.behind)}</td>
              <td>${each.newestMs ? show.span(Math.max(0, node.at - each.newestMs)) : '–'}</td>
              <td>${show.number(each.connections)}${each.awaited > 0
                ? html` + ${show.number(each.awaited)}` : nothing}</td></tr>`)}</tbody>
        </table>
      </div>
    </section>`;
}

function quarantine(console) {
  const { t, show } = console;
  const found = console.quarantine;
  if (found.length === 0) {
    return html`<p class="fine calm">${t('console.noquarantine')}</p>`;
  }
  return html`
    <section class="quarantine">
      <h2>${console.count('console.quarantine', found.length)}</h2>
      ${found.map((each) => html`
        <article>
          <h3><a href="#auction=${each.auction}">${t('console.quarantined', { auction: each.auction })}</a></h3>
          <p class="fine">${t('console.parted', { n: each.sequence, matter: t(`matter.${each.matter}`),
            at: show.day(each.foundAt) })}</p>
          <dl>
            <div><dt>${t('console.arena')}</dt><dd><bdi>${each.arena}</bdi>${each.arenaEnded
              ? html`<span class="ended">${t('console.ended')} <bdi>${each.arenaEnded}</bdi></span>` : nothing}</dd></div>
            <div><dt>${t('console.referee')}</dt><dd><bdi>${each.referee}</bdi>${each.refereeEnded
              ? html`<span class="ended">${t('console.ended')} <bdi>${each.refereeEnded}</bdi></span>` : nothing}</dd></div>
          </dl>
        </article>`)}
      <p class="todo">${t('console.todo')}</p>
    </section>`;
}

function nodes(console) {
  const { t, show } = console;
  return html`
    <section>
      <h2>${t('console.nodes')}</h2>
      <ul class="nodes">${console.nodes.map((each) => {
        const summary = each.self ? console.node : each.summary;
        const quiet = each.beatMsAgo > QUIET_MS;
        return html`
          <li class=${quiet ? 'warns' : ''}>
            <span class="who"><b>${name(summary ?? each)}</b>${each.self
              ? html` <span class="fine">${t('console.self')}</span>` : nothing}
              <span class="badge ${each.draining || quiet ? '' : 'open'}">${t(quiet ? 'console.gone'
                : each.draining ? summary?.draining === false ? 'console.willdrain' : 'console.draining'
                : 'console.serving')}</span></span>
            <span class="fine">${summary ? html`${t('console.up', { span: show.span(summary.uptimeMs) })} ·
              ${t('hall.rate', { n: show.number(summary.load.bidsPerSecond) })} ·
              p99 ${show.took(summary.load.p99Micros)}` : t('console.silent')} ·
              ${t('console.beat', { span: show.span(each.beatMsAgo) })}</span>
            <button class="second small" @click=${() => ask(console, each, summary)}>${
              t(each.draining ? 'console.undrain' : 'console.drain')}</button>
          </li>`;
      })}</ul>
    </section>`;
}

function ask(console, each, summary) {
  const { t, api } = console;
  const node = name(summary ?? each);
  const what = each.draining ? 'undrain' : 'drain';
  console.confirm({
    title: t(`console.${what}.title`, { node }),
    text: t(`console.${what}.text`),
    button: t(`console.${what}`),
    done: t(`console.${what}.done`, { node }),
    act: () => api.drain(each.node, !each.draining),
  });
}

function dialog(console) {
  const { t, asked } = console;
  return html`
    <dialog aria-labelledby="asked" @cancel=${(event) => { event.preventDefault(); console.dismiss(); }}>
      ${asked ? html`
        <form @submit=${(event) => console.agree(event)} novalidate>
          <h2 id="asked">${asked.title}</h2>
          <p>${asked.text}</p>
          ${asked.reason ? html`
            <label for="reason">${t('console.reason')}</label>
            <input id="reason" required maxlength="500" autocomplete="off" aria-describedby="why">
            <p class="fine" id="why">${t('console.reasonhint')}</p>` : nothing}
          <div class="buttons">
            <button type="button" class="second" @click=${() => console.dismiss()}>${t('console.back')}</button>
            <button>${asked.button}</button>
          </div>
        </form>` : nothing}
    </dialog>`;
}
