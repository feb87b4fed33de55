const ANSWER_MS_MAX = 8_000;

/** An answer that is a problem document. */
export class ApiProblem extends Error {
  /** @param {number} status @param {string} type the name in docs/api, such as `unknown-auction` */
  constructor(status, type) {
    super(`${status} ${type}`);
    this.status = status;
    this.type = type;
  }
}

/** What the page reads over HTTP. Bids and updates go over the WebSocket. */
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

  list(state, limit, cursor) {
    const next = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    return this.#get(`v1/auctions?state=${state}&limit=${limit}${next}`);
  }

  /** To be approved, where only approved bidders may bid. */
  ask(id) {
    return this.#send('POST', `v1/auctions/${id}/bidders`);
  }

  async time() {
    return Date.parse((await this.#get('v1/time')).at);
  }

  /** As whoever is signed in. @throws {ApiProblem} or what fetch throws where no answer came */
  async #send(method, path, body) {
    const answer = await fetch(new URL(path, this.#server), {
      method,
      headers: { authorization: `Bearer ${this.#token()}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    if (!answer.ok) {
      throw new ApiProblem(answer.status, String((await answer.json()).type).replace('urn:gavel:problem:', ''));
    }
  }

  /** @returns {Promise<Object>} @throws {ApiProblem} or what fetch throws where no answer came */
  async #get(path, asMyself = false) {
    const token = asMyself && this.#token();
    const answer = await fetch(new URL(path, this.#server), {
      headers: token ? { authorization: `Bearer ${token}` } : {},
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    if (token && answer.status === 401) {
      // Whoever is not signed in any more may still look.
      return this.#get(path);
    }
    const body = await answer.json();
    if (!answer.ok) {
      throw new ApiProblem(answer.status, String(body.type).replace('urn:gavel:problem:', ''));
    }
    return body;
  }
}

/** A settled auction has no ranking any more. */
function gone(problem) {
  if (problem.status === 404) {
    return undefined;
  }
  throw problem;
}
