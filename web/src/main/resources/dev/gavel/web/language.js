const LANGUAGES = ['en', 'ko'];
const CHOICE = 'gavel.language';

const loaded = new Map();

/** Those that there is a file of messages for. */
export const languages = LANGUAGES;

/**
 * The attribute `lang` of an element, what the visitor has chosen, or the browser's first that there is.
 *
 * @param {Element} [element]
 * @returns {string}
 */
export function languageOf(element) {
  const wishes = [element?.getAttribute('lang'), localStorage.getItem(CHOICE), ...navigator.languages];
  return wishes.map((wish) => wish?.slice(0, 2).toLowerCase()).find((wish) => LANGUAGES.includes(wish)) ?? 'en';
}

/** @param {string} language from now on, on every page of this server */
export function chooseLanguage(language) {
  localStorage.setItem(CHOICE, language);
  document.documentElement.lang = language;
  dispatchEvent(new Event('gavel-language'));
}

/** @returns {Promise<Object<string, string>>} of one file, which is asked for once */
export function loadMessages(language) {
  if (!loaded.has(language)) {
    const file = new URL(`${language}.json`, import.meta.url);
    loaded.set(language, fetch(file).then((answer) => answer.json()));
  }
  return loaded.get(language);
}

/**
 * @param {string} language
 * @param {Object<string, string>} messages with `{name}` where a value goes
 * @returns {{say: function(string, Object=): string, count: function(string, number): string}}
 */
export function translator(language, messages) {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const say = (key, values = {}) =>
    (messages[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const count = (key, n) =>
    say(`${key}.${plurals.select(n) === 'one' ? 'one' : 'other'}`, { n: numbers.format(n) });
  return { say, count };
}
