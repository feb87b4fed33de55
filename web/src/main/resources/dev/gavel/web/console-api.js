import { ApiProblem } from './api.js';

const ANSWER_MS_MAX = 5_000;

/** What operators ask of the node that serves this page. */
export class ConsoleApi {
  #server;
  #token;

  /** @param {URL} server @param {function(): string | undefined} token */
  constructor(server, token) {
    this.#server = server;
    this.#token = token;
  }

  node() {
    return this.#ask('v1/operations/node');
  }

  async nodes() {
    return (await this.#ask('v1/operations/nodes')).nodes;
  }

  async quarantine() {
    return (await this.#ask('v1/operations/quarantine')).auctions;
  }

  auction(id) {
    return this.#ask(`v1/auctions/${encodeURIComponent(id)}`);
  }

  /** @param {number} after the sequence before the first one wanted */
  decisions(id, after, limit) {
    return this.#ask(`v1/operations/auctions/${encodeURIComponent(id)}/decisions?after=${after}&limit=${limit}`);
  }

  /** @param {boolean} drained */
  drain(node, drained) {
    return this.#ask(`v1/operations/nodes/${encodeURIComponent(node)}/${drained ? 'drain' : 'undrain'}`, {});
  }

  /** @param {'pause' | 'resume' | 'cancel'} what @param {string} reason which goes into the log */
  control(id, what, reason) {
    return this.#ask(`v1/auctions/${encodeURIComponent(id)}/${what}`, { reason });
  }

  /** @param {Object} [body] of a POST @throws {ApiProblem} or what fetch throws where no answer came */
  async #ask(path, body) {
    const token = this.#token();
    const answer = await fetch(new URL(path, this.#server), {
      method: body ? 'POST' : 'GET',
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    if (answer.status === 204) {
      return undefined;
    }
    const read = await answer.json();
    if (!answer.ok) {
      throw new ApiProblem(answer.status, String(read.type).replace('urn:gavel:problem:', ''));
    }
    return read;
  }
}
