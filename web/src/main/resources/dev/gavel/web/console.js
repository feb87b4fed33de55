import { Audit } from './audit.js';
import { ConsoleApi } from './console-api.js';
import { cluster, refusedPerSecond, rows, withValue } from './console-state.js';
import { consoleView } from './console-view.js';
import { GavelElement } from './element.js';
import { figures } from './figures.js';
import * as session from './session.js';

const EVERY_MS = 1_000;
/** What is rare is asked for less often. */
const RARELY = 5;
const TITLES_MAX = 100;
const AUDITED = /^#auction=(\d{1,19})$/;

/** `<gavel-console>`: what operators see of the cluster and may do about it. Attributes: `server`, `lang`. */
export class GavelConsole extends GavelElement {
  static styles = ['console.css'];

  /** @type {function(): string | undefined} */
  token = session.token;
  node;
  nodes = [];
  quarantine = [];
  /** Of hot auctions, as far as they are known. @type {Map<string, string>} */
  titles = new Map();
  trails = { rate: [], p99: [], waiting: [], refused: [], behind: [] };
  allowed = true;
  online = true;
  /** Whether a store did not answer, so that some of it is old. */
  stale = false;
  heat = 'rate';
  by = 'shard';
  /** Whose numbers are shown; all nodes' where it is undefined. */
  only;
  allBuckets = false;
  /** What the visitor is asked to confirm. */
  asked;
  /** What became of what the visitor did. */
  said = '';
  /** @type {Audit | undefined} */
  audit;

  #rounds = 0;

  enter(signal) {
    this.api = new ConsoleApi(this.server, () => this.token());
    addEventListener('hashchange', () => this.#route(), { signal });
    addEventListener('gavel-session', () => this.#look(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden || this.#look(), { signal });
    this.#route();
    this.#keepLooking(signal);
  }

  spoken() {
    this.show = figures(this.language);
  }

  #route() {
    const id = AUDITED.exec(location.hash)?.[1];
    this.audit = id && new Audit(id, this.api);
    this.said = '';
    this.changed();
    this.#look();
  }

  async #keepLooking(signal) {
    if (!document.hidden) {
      await this.#look();
    }
    if (!signal.aborted) {
      setTimeout(() => this.#keepLooking(signal), EVERY_MS);
    }
  }

  async #look() {
    if (!this.token()) {
      this.#set({ allowed: false });
      return;
    }
    try {
      await (this.audit ? this.#lookAtOne() : this.#lookAround());
      this.#set({ allowed: true, online: true });
    } catch (problem) {
      if (problem.status === 401 || problem.status === 403) {
        this.#set({ allowed: false, online: true });
      } else {
        this.#set(problem.status === 503 ? { stale: true, online: true } : { online: false });
      }
    }
  }

  async #lookAtOne() {
    await this.audit.look();
    this.stale = false;
  }

  async #lookAround() {
    const rarely = this.#rounds++ % RARELY === 0;
    let stale = rarely ? false : this.stale;
    // In an outage of one store the rest is what an operator looks for.
    const orOld = (asking, old) => asking.catch((problem) => {
      if (problem.status !== 503) {
        throw problem;
      }
      stale = true;
      return old;
    });
    const [node, nodes, quarantine] = await Promise.all([
      this.api.node(),
      orOld(this.api.nodes(), this.nodes),
      rarely ? orOld(this.api.quarantine(), this.quarantine) : this.quarantine,
    ]);
    Object.assign(this, { node, nodes, quarantine, stale });
    const { load, outcomes } = this.seen();
    const behind = node.logs.reduce((sum, log) => sum + (log.behind ?? 0), 0);
    this.trails = {
      rate: withValue(this.trails.rate, load.bidsPerSecond),
      p99: withValue(this.trails.p99, load.p99Micros),
      waiting: withValue(this.trails.waiting, load.waiting),
      refused: withValue(this.trails.refused, refusedPerSecond(outcomes)),
      behind: withValue(this.trails.behind, behind),
    };
    this.#name(node.hot);
  }

  /** Titles are not part of what a node counts; each is asked for once. */
  #name(hot) {
    hot.filter(({ auction }) => !this.titles.has(auction)).forEach(({ auction }) => {
      if (this.titles.size >= TITLES_MAX) {
        this.titles.clear();
      }
      this.titles.set(auction, '');
      this.api.auction(auction).then(({ title }) => this.titles.set(auction, title)).catch(() => {});
    });
  }

  /** All nodes that say how they are, or the one that was chosen. */
  seen() {
    const others = this.nodes.filter((each) => !each.self && each.summary).map(({ summary }) => summary);
    const all = [this.node, ...others];
    const chosen = all.filter(({ node }) => node === this.only);
    return cluster(chosen.length > 0 ? chosen : all);
  }

  rows() {
    return rows(this.node.logs, this.seen().buckets, this.by);
  }

  /** Which nodes there are to choose from. */
  choose(only) {
    this.trails = { rate: [], p99: [], waiting: [], refused: [], behind: [] };
    this.#set({ only: only || undefined });
  }

  set(values) {
    this.#set(values);
  }

  /** Shows an auction's decisions. */
  open(event) {
    event.preventDefault();
    const id = this.find('#audited').value.trim();
    if (/^\d{1,19}$/.test(id)) {
      location.hash = `auction=${id}`;
    }
  }

  /**
   * Asks before it is done.
   *
   * @param {{title: string, text: string, button: string, reason?: boolean, act: function(string): Promise}} asked
   */
  confirm(asked) {
    this.#set({ asked, said: '' });
    queueMicrotask(() => this.find('dialog')?.showModal());
  }

  dismiss() {
    this.find('dialog')?.close();
    this.#set({ asked: undefined });
  }

  async agree(event) {
    event.preventDefault();
    const { act, done } = this.asked;
    const reason = this.find('#reason')?.value.trim();
    if (this.asked.reason && !reason) {
      this.find('#reason').focus();
      return;
    }
    this.dismiss();
    try {
      await act(reason);
      this.#set({ said: done });
    } catch (problem) {
      this.#set({ said: this.t('console.failed', { why: problem.type ?? problem.message }) });
    }
    await this.#look();
  }

  #set(values) {
    Object.assign(this, values);
    this.changed();
  }

  view() {
    return consoleView(this);
  }
}
