const PAUSE_MS_MIN = 250;
const PAUSE_MS_MAX = 5_000;
const OPEN_MS_MAX = 8_000;

/**
 * The WebSocket of docs/protocol/socket.md, opened again whenever it is lost. Watched auctions are watched again, so
 * the first update after that says all that was missed; bids are repeated by whoever placed them, on `ready`.
 */
export class GavelSocket {
  #server;
  #token;
  #heard;
  #watched = new Set();
  #socket;
  #timer;
  #tries = 0;
  #closed = false;
  #ready = false;

  /**
   * @param {URL} server
   * @param {function(): string | undefined} token
   * @param {{ready: function(), lost: function(), message: function(Object)}} heard `ready` when the connection is
   *     there and knows who bids, `lost` when it is not, `message` for each message of the server
   */
  constructor(server, token, heard) {
    this.#server = new URL('v1/socket', server);
    this.#server.protocol = this.#server.protocol.replace('http', 'ws');
    this.#token = token;
    this.#heard = heard;
  }

  /** @param {AbortSignal} signal ends it */
  start(signal) {
    signal.addEventListener('abort', () => {
      this.#closed = true;
      clearTimeout(this.#timer);
      this.#drop();
    });
    // The browser often knows first, and an old connection says nothing for minutes.
    addEventListener('offline', () => this.#lost(), { signal });
    addEventListener('online', () => this.#connect(), { signal });
    this.#connect();
  }

  /** With another token, since who is connected cannot change; or where the connection is no longer believed in. */
  restart() {
    this.#lost();
    this.#connect();
  }

  get isReady() {
    return this.#ready;
  }

  /** @param {Iterable<string>} auctions all that are to be watched from now on */
  watch(auctions) {
    const wished = new Set(auctions);
    const gone = [...this.#watched].filter((id) => !wished.has(id));
    const come = [...wished].filter((id) => !this.#watched.has(id));
    this.#watched = wished;
    this.#send([
      ...gone.map((auction) => ({ type: 'unwatch', auction })),
      ...come.map((auction) => ({ type: 'watch', auction })),
    ]);
  }

  /** @param {Object} bid is not sent where the connection is not ready; `ready` says when to try again */
  bid(bid) {
    if (this.#ready) {
      this.#send([{ type: 'bid', ...bid }]);
    }
  }

  #connect() {
    clearTimeout(this.#timer);
    if (this.#closed || this.#socket) {
      return;
    }
    const socket = new WebSocket(this.#server, 'gavel.v1.json');
    this.#socket = socket;
    const late = setTimeout(() => this.#lost(socket), OPEN_MS_MAX);
    socket.onopen = () => {
      clearTimeout(late);
      const token = this.#token();
      this.#send([
        ...(token ? [{ type: 'authenticate', token }] : []),
        ...[...this.#watched].map((auction) => ({ type: 'watch', auction })),
      ]);
      if (!token) {
        this.#becomeReady();
      }
    };
    socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
    socket.onclose = () => {
      clearTimeout(late);
      this.#lost(socket);
    };
  }

  #receive(messages) {
    for (const message of messages) {
      if (message.type === 'authenticated') {
        this.#becomeReady();
      }
      this.#heard.message(message);
    }
  }

  #becomeReady() {
    this.#ready = true;
    this.#tries = 0;
    this.#heard.ready();
  }

  #send(messages) {
    if (messages.length > 0 && this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(messages));
    }
  }

  /** @param {WebSocket} [which] was lost; one that was given up before is no news */
  #lost(which = this.#socket) {
    if (this.#closed || which !== this.#socket) {
      return;
    }
    this.#drop();
    this.#heard.lost();
    // Everybody lost it at once: the pauses differ, so that not everybody comes back at once.
    const pause = Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** this.#tries++) * (0.5 + Math.random());
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), pause);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#ready = false;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }
}
