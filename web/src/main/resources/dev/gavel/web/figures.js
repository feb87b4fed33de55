/** Numbers and spans as people of a language read them. */
export function figures(language) {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const fine = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const times = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit',
    fractionalSecondDigits: 3, hourCycle: 'h23' });
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
  const number = (n) => (n < 10 ? fine : whole).format(n);
  return {
    number,
    /** @param {number} micros */
    took: (micros) => micros === 0 ? '–'
      : micros < 1_000_000 ? `${number(micros / 1000)} ms` : `${number(micros / 1e6)} s`,
    /** @param {number} ms */
    span(ms) {
      const seconds = Math.floor(ms / 1000);
      const parts = [[86_400, 'd'], [3_600, 'h'], [60, 'min'], [1, 's']];
      const at = parts.findIndex(([size]) => seconds >= size);
      if (at < 0) {
        return ms > 0 ? `${Math.round(ms)} ms` : '0 s';
      }
      const [size, unit] = parts[at];
      const rest = parts[at + 1];
      const left = rest && Math.floor((seconds % size) / rest[0]);
      return `${Math.floor(seconds / size)} ${unit}${left ? ` ${left} ${rest[1]}` : ''}`;
    },
    /** @param {string} at */
    time: (at) => times.format(new Date(at)),
    day: (at) => days.format(new Date(at)),
  };
}

/** An outcome that has no words yet is shown by its name. */
export function outcomeWords(t, outcome) {
  const key = `outcome.${outcome.toLowerCase()}`;
  const said = t(key);
  return said === key ? outcome.toLowerCase().replaceAll('_', ' ') : said;
}
