const ANSWER_MS_MAX = 8_000;

/** An answer that is a problem document. */
export class ApiProblem extends Error {
  /**
   * @param {number} status
   * @param {string} type the name in docs/api, such as `unknown-auction`
   * @param {string} [detail] for people, in English
   */
  constructor(status, type, detail) {
    super(`${status} ${type}`);
    this.status = status;
    this.type = type;
    this.detail = detail;
  }

  /** @param {number} status @param {Object} body of the answer */
  static of(status, body) {
    return new ApiProblem(status, String(body.type).replace('urn:gavel:problem:', ''), body.detail);
  }
}

/**
 * One request in JSON, and its answer.
 *
 * @param {URL} server
 * @param {string} path
 * @param {{method?: string, token?: string, body?: Object}} how
 * @returns {Promise<Object | undefined>} nothing where the answer is 204
 * @throws {ApiProblem} or what fetch throws where no answer came
 */
export async function ask(server, path, { method = 'GET', token, body } = {}) {
  const answer = await fetch(new URL(path, server), {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(method !== 'GET' && { 'content-type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  });
  const said = answer.status === 204 ? undefined : await answer.json();
  if (!answer.ok) {
    throw ApiProblem.of(answer.status, said);
  }
  return said;
}

/** What the page reads, and sellers write, over HTTP. Bids and updates go over the WebSocket. */
export class Api {
  #server;
  #token;

  /** @param {URL} server @param {function(): string | undefined} token */
  constructor(server, token) {
    this.#server = server;
    this.#token = token;
  }

  auction(id) {
    return this.#get(`v1/auctions/${id}`);
  }

  ranking(id) {
    return this.#get(`v1/auctions/${id}/ranking?top=5`, true).catch(gone);
  }

  history(id) {
    return this.#get(`v1/auctions/${id}/bids?limit=20`, true);
  }

  /** @param {Object<string, string>} wish `state`, `q`, `category`; what is empty is not asked for */
  list(wish, limit, cursor) {
    const query = new URLSearchParams({ ...wish, limit, cursor: cursor ?? '' });
    [...query].forEach(([name, value]) => value || query.delete(name));
    return this.#get(`v1/auctions?${query}`);
  }

  async categories() {
    return (await this.#get('v1/categories')).categories;
  }

  /** To be approved, where only approved bidders may bid. */
  ask(id) {
    return this.write('POST', `v1/auctions/${id}/bidders`);
  }

  async time() {
    return Date.parse((await this.#get('v1/time')).at);
  }

  /** A seller's own, the newest first, as they were offered. */
  offers(seller, limit, cursor) {
    return this.list({ seller }, limit, cursor);
  }

  bidders(id) {
    return this.#get(`v1/auctions/${id}/bidders`, true);
  }

  /** As whoever is signed in. */
  write(method, path, body) {
    return ask(this.#server, path, { method, token: this.#token(), body });
  }

  async #get(path, asMyself = false) {
    const token = asMyself ? this.#token() : undefined;
    try {
      return await ask(this.#server, path, { token });
    } catch (problem) {
      if (token && problem.status === 401) {
        // Whoever is not signed in any more may still look.
        return this.#get(path);
      }
      throw problem;
    }
  }
}

/** A settled auction has no ranking any more. */
function gone(problem) {
  if (problem.status === 404) {
    return undefined;
  }
  throw problem;
}
