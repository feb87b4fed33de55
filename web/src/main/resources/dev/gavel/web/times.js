// Formats are kept: making one costs forty times as much as using it, and a room writes dozens of times of day
// twenty times a second.
const formats = new Map();

function format(language, options) {
  const key = language + Object.keys(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(language, options));
  }
  return formats.get(key);
}

/**
 * @param {number | string} at milliseconds since 1970, or ISO 8601
 * @param {string} language
 * @returns {string} the time of day, to the second
 */
export function timeOfDay(at, language) {
  return format(language, { timeStyle: 'medium' }).format(new Date(at));
}

/**
 * @param {number | string} at milliseconds since 1970, or ISO 8601
 * @param {string} language
 * @returns {string} the day and the time of day
 */
export function dayAndTime(at, language) {
  return format(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at));
}
