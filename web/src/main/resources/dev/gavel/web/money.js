const formats = new Map();

function format(currency, language) {
  const key = language + currency;
  if (!formats.has(key)) {
    formats.set(key, new Intl.NumberFormat(language, { style: 'currency', currency }));
  }
  return formats.get(key);
}

function digits(currency) {
  return format(currency, 'en').resolvedOptions().maximumFractionDigits;
}

/**
 * @param {number} minor in minor units
 * @param {string} currency ISO 4217
 * @param {string} language
 * @returns {string} as people write it
 */
export function formatMoney(minor, currency, language) {
  return format(currency, language).format(minor / 10 ** digits(currency));
}

/**
 * @param {string} text what somebody typed: digits, with commas between thousands and a point before cents
 * @param {string} currency
 * @returns {number | undefined} in minor units; undefined where it is no amount of this currency
 */
export function parseMoney(text, currency) {
  const places = digits(currency);
  const match = /^\p{Sc}?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?\s*\p{Sc}?$/u.exec(text.trim());
  if (!match || (match[2] ?? '').length > places) {
    return undefined;
  }
  const minor = Number(match[1].replaceAll(',', '') + (match[2] ?? '').padEnd(places, '0'));
  return Number.isSafeInteger(minor) && minor > 0 ? minor : undefined;
}
