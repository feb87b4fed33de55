import { html } from './lit-html.js';

const TONES = 6;

/**
 * What stands where a picture will: the first letter of the title on one of a few grounds.
 *
 * @param {{id: string, title: string}} auction
 */
export function plate({ id, title }) {
  const letter = [...title.replace(/[\p{Cf}\s]/gu, '')][0] ?? '';
  return html`<div class="plate tone-${Number(id.slice(-4)) % TONES}" aria-hidden="true">${letter.toUpperCase()}</div>`;
}
