import { html, nothing } from './lit-html.js';
import { plate } from './plate.js';

/** In pixels; the server has these. */
const CARD = 480;
const LARGE = 1280;

/** @param {URL} server @param {string} id @param {number} [width] the file as it was sent where it is left out */
export function address(server, id, width) {
  return new URL(`v1/pictures/${id}${width ? `?width=${width}` : ''}`, server).href;
}

/** The picture that stands for an auction where its title stands beside it; a letter where there is none. */
export function cardPicture(server, auction) {
  const first = auction.pictures?.[0];
  return first
    ? html`<img class="plate" src=${address(server, first, CARD)} alt="" loading="lazy" decoding="async">`
    : plate(auction);
}

/**
 * All pictures of an auction, one of them large.
 *
 * @param {Object} room of GavelRoom's kind: `auction`, `server`, `t`, `changed()`, and `picture`, the number
 *     of the large one once somebody has chosen
 */
export function gallery(room) {
  const { auction, server, t } = room;
  const all = auction.pictures ?? [];
  if (all.length === 0) {
    return html`<div class="picture">${plate(auction)}</div>`;
  }
  const shown = Math.min(room.picture ?? 0, all.length - 1);
  const words = (i) => t('picture.of', { title: auction.title, n: i + 1, all: all.length });
  return html`
    <div class="picture">
      <a class="large" href=${address(server, all[shown])} target="_blank" rel="noopener" title=${t('picture.whole')}>
        <img class="plate" src=${address(server, all[shown], LARGE)} alt=${words(shown)}
          srcset="${address(server, all[shown], CARD)} 480w, ${address(server, all[shown], LARGE)} 1280w"
          sizes="(max-width: 48rem) 100vw, 44rem">
      </a>
      ${all.length < 2 ? nothing : html`
        <ul class="others">${all.map((id, i) => html`
          <li><button class="thumb" aria-label=${words(i)} aria-pressed=${i === shown ? 'true' : 'false'}
            @click=${() => Object.assign(room, { picture: i }).changed()}>
            <img src=${address(server, id, CARD)} alt="" loading="lazy" decoding="async"></button></li>`)}
        </ul>`}
    </div>`;
}
