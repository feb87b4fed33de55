import { formatMoney, parseMoney } from './money.js';

/**
 * An auction that is not listed yet, as its seller types it, and what becomes of that. No time, no connection, no
 * document.
 *
 * @typedef {Object} Draft
 * @property {string} title
 * @property {string} description
 * @property {string} category a key, or empty
 * @property {string[]} pictures ids
 * @property {string} currency
 * @property {string} opening as typed, as are `step` and `reserve`
 * @property {boolean} later whether it opens at `opensAt` and not now
 * @property {string} opensAt in the time of the place, as `2027-03-01T12:00`; so is `closesAt`
 */

export const CURRENCIES = ['KRW', 'USD', 'EUR', 'JPY', 'GBP'];
export const PICTURES_MAX = 8;
const SOFT_MS = 120_000;
const SOFT_MAX = 20;
const MINUTE = 60_000;

/** @returns {Draft} empty, but for what most want */
export function newDraft(now, language) {
  return {
    title: '', description: '', category: '', pictures: [],
    currency: language === 'ko' ? 'KRW' : 'USD', bidding: 'PROXY',
    opening: '', step: '', reserve: '',
    later: false, opensAt: '', closesAt: localTime(now + 24 * 60 * MINUTE), soft: true, approval: false,
  };
}

/** @returns {Draft} of an auction that is there: only what may still be changed is filled in */
export function draftOf({ title, description = '', category = '', pictures = [] }) {
  return { title, description, category, pictures };
}

/** @param {number} ms since 1970 @returns {string} as an input of the kind `datetime-local` has it */
export function localTime(ms) {
  const at = new Date(Math.ceil(ms / MINUTE) * MINUTE);
  const pad = (n) => String(n).padStart(2, '0');
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** @returns {number} NaN where it is no time */
function millis(local) {
  return new Date(local).getTime();
}

/**
 * @param {Draft} draft
 * @returns {Object<string, string>} by field, the message that says what is wrong with it; empty where all is well
 */
export function faults(draft, now) {
  const wrong = {};
  if (!draft.title.trim()) {
    wrong.title = 'desk.wrong.title';
  }
  if (draft.closesAt === undefined) {
    return wrong;
  }
  const amount = (field) => parseMoney(draft[field], draft.currency) === undefined;
  if (amount('opening')) {
    wrong.opening = 'desk.wrong.amount';
  }
  if (amount('step')) {
    wrong.step = 'desk.wrong.amount';
  }
  if (draft.reserve.trim() && amount('reserve')) {
    wrong.reserve = 'desk.wrong.amount';
  }
  const opens = draft.later ? millis(draft.opensAt) : now;
  if (draft.later && !(opens > now)) {
    wrong.opensAt = 'desk.wrong.past';
  }
  const closes = millis(draft.closesAt);
  if (!(closes > now)) {
    wrong.closesAt = 'desk.wrong.past';
  } else if (!(closes > opens)) {
    wrong.closesAt = 'desk.wrong.order';
  }
  return wrong;
}

/** @returns {Object} what may be changed, as PATCH wants it */
export function changes({ title, description, category, pictures }) {
  return { title: title.trim(), description: description.trim(), pictures, ...(category ? { category } : {}) };
}

/** @param {Draft} draft without faults @returns {Object} as POST /v1/auctions wants it */
export function offer(draft) {
  const money = (field) => parseMoney(draft[field], draft.currency);
  return {
    ...changes(draft),
    currency: draft.currency,
    bidding: draft.bidding,
    opening: money('opening'),
    steps: [{ from: 0, step: money('step') }],
    ...(draft.reserve.trim() ? { reserve: money('reserve') } : {}),
    ...(draft.later ? { opensAt: new Date(draft.opensAt).toISOString() } : {}),
    closesAt: new Date(draft.closesAt).toISOString(),
    ...(draft.soft
      ? { softClose: { windowMs: SOFT_MS, extensionMs: SOFT_MS, mode: 'RESET', extensionsMax: SOFT_MAX } } : {}),
    ...(draft.approval ? { approval: true } : {}),
  };
}

/** @returns {Object} an auction as it will stand in the hall, as far as is known yet */
export function preview(draft, known, now) {
  if (draft.closesAt === undefined) {
    return { ...known, ...changes(draft), pictures: draft.pictures };
  }
  const opens = draft.later ? millis(draft.opensAt) : now;
  const iso = (ms) => new Date(Number.isNaN(ms) ? now : ms).toISOString();
  return {
    id: '0', title: draft.title, description: draft.description, pictures: draft.pictures, currency: draft.currency,
    opening: parseMoney(draft.opening, draft.currency) ?? 0, bids: 0,
    state: opens > now ? 'SCHEDULED' : 'OPEN', opensAt: iso(opens), closesAt: iso(millis(draft.closesAt)),
  };
}

/** @returns {string} an example of an amount in this currency */
export function example(major, currency, language) {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency });
  const minor = format.resolvedOptions().maximumFractionDigits ? 100 : 1_000;
  return formatMoney(major * minor, currency, language);
}
