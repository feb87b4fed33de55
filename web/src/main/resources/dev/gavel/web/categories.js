/**
 * @param {{key: string, names: Object<string, string>}} category
 * @param {string} language
 * @returns {string} in that language, or in any that there is
 */
export function categoryName({ key, names }, language) {
  return names[language] ?? names.en ?? Object.values(names)[0] ?? key;
}
