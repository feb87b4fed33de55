/**
 * What the console makes of what nodes say. No time, no connection, no document.
 *
 * @typedef {{bidsPerSecond: number, p50Micros: number, p99Micros: number, waiting: number, oldestMs: number}} Load
 */

/** @type {Load} */
const NO_LOAD = { bidsPerSecond: 0, p50Micros: 0, p99Micros: 0, waiting: 0, oldestMs: 0 };

/** From which value on a cell has which of seven shades. They stay: a shade means the same tomorrow. */
export const SHADES = {
  rate: [0.01, 3, 10, 30, 100, 300, 1000],
  p99: [0.01, 5, 10, 25, 50, 100, 250],
};

/** @returns {number} 0 where there is nothing, to 7 */
export function shade(kind, value) {
  return SHADES[kind].findLastIndex((from) => value >= from) + 1;
}

/** Of several nodes: what adds up is added; of times the worst counts, since no mean of quantiles says anything. */
function together(a, b) {
  return {
    bidsPerSecond: a.bidsPerSecond + b.bidsPerSecond,
    p50Micros: Math.max(a.p50Micros, b.p50Micros),
    p99Micros: Math.max(a.p99Micros, b.p99Micros),
    waiting: a.waiting + b.waiting,
    oldestMs: Math.max(a.oldestMs, b.oldestMs),
  };
}

/**
 * @param {Object[]} summaries of nodes
 * @returns {{load: Load, buckets: Map<number, Load>, outcomes: Object[], shards: Object[]}}
 */
export function cluster(summaries) {
  const buckets = new Map();
  const outcomes = new Map();
  const shards = new Map();
  for (const { node, buckets: theirs, outcomes: told, shards: read } of summaries) {
    theirs.forEach((each) => buckets.set(each.bucket, together(buckets.get(each.bucket) ?? NO_LOAD, each)));
    told.forEach(({ outcome, perSecond, total }) => {
      const known = outcomes.get(outcome) ?? { outcome, perSecond: 0, total: 0 };
      outcomes.set(outcome, { outcome, perSecond: known.perSecond + perSecond, total: known.total + total });
    });
    read.forEach((each) => {
      const known = shards.get(each.shard);
      const chosen = !known || RANK[each.state] > RANK[known.state] ? { ...each, node } : known;
      shards.set(each.shard, {
        ...chosen,
        connections: (known?.connections ?? 0) + each.connections,
        awaited: (known?.awaited ?? 0) + each.awaited,
      });
    });
  }
  return {
    load: summaries.map(({ load }) => load).reduce(together, NO_LOAD),
    buckets,
    outcomes: [...outcomes.values()].sort((a, b) => b.perSecond - a.perSecond || b.total - a.total),
    shards: [...shards.values()].sort((a, b) => a.shard - b.shard),
  };
}

/** One node reads a shard and says how it does; those that wait say nothing of it. */
const RANK = { READING: 3, FAILING: 2, STOPPED: 1, WAITING: 0 };

/**
 * @param {Object[]} logs of all buckets
 * @param {Map<number, Load>} loads
 * @param {'shard' | 'primary'} by
 * @returns {{name: string | number, cells: Object[]}[]} the heat map's rows
 */
export function rows(logs, loads, by) {
  const found = new Map();
  for (const log of logs) {
    const cells = found.get(log[by]) ?? [];
    found.set(log[by], [...cells, { ...NO_LOAD, ...loads.get(log.bucket), ...log }]);
  }
  return [...found].map(([name, cells]) => ({ name, cells }));
}

/** @returns {Object[]} all cells, those with the most to do first */
export function busiest(all) {
  return all.flatMap(({ cells }) => cells)
    .sort((a, b) => b.bidsPerSecond - a.bidsPerSecond || (b.behind ?? 0) - (a.behind ?? 0) || b.waiting - a.waiting
      || a.bucket - b.bucket);
}

const ACCEPTED = new Set(['leading', 'outbid']);

/** @returns {number} bids a second that were refused or turned away */
export function refusedPerSecond(outcomes) {
  return outcomes.filter(({ outcome }) => !ACCEPTED.has(outcome))
    .reduce((sum, { perSecond }) => sum + perSecond, 0);
}

const TRAIL_MAX = 90;

/** @param {number[]} trail oldest first @returns {number[]} with one value more, and of the last minute and a half */
export function withValue(trail, value) {
  return [...trail, value].slice(-TRAIL_MAX);
}
