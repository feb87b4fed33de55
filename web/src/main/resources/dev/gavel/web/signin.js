import { token as current, signIn, whoIs } from './session.js';

/** What a sign-in under way needs in order to end. */
const UNDER_WAY = 'gavel.signin';
/** What keeps somebody signed in, and says at the provider who signs out. */
const KEPT = 'gavel.signin.kept';
const RETURN = '/signin';
const ANSWER_MS_MAX = 10_000;
const RENEW_BEFORE_MS_MAX = 60_000;
const RENEW_AGAIN_MS = 5_000;
const RENEW_TRIES_MAX = 3;
const TIMER_MS_MAX = 2 ** 31 - 1;

/** A sign-in that came to nothing. `kind`: `foreign`, `denied`, `refused`, `unavailable`, `insecure`. */
export class SignInProblem extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

/** @returns {string} 256 bits by chance, as addresses can have them */
function chance() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** @param {Uint8Array} bytes */
export function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @returns {Promise<string>} what the provider keeps, to know the verifier by (RFC 7636, S256) */
export async function challengeOf(verifier) {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

/**
 * Goes to the provider; the visitor comes back at `/signin` and then to where they are now.
 *
 * @param {URL} way where the server says how, `/page/signin`
 */
export async function goAndSignIn(way) {
  if (!crypto.subtle) {
    throw new SignInProblem('insecure');
  }
  const { issuer, authorizationEndpoint, clientId, scope } = await ask(way);
  const [state, nonce, verifier] = [chance(), chance(), chance()];
  const here = location.pathname + location.search;
  const back = here === RETURN ? underWay()?.back ?? '/' : here;
  sessionStorage.setItem(UNDER_WAY, JSON.stringify({ issuer, state, nonce, verifier, back }));
  location.assign(withParameters(authorizationEndpoint, {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: returnAddress(),
    scope,
    state,
    nonce,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: 'S256',
  }));
}

/**
 * Ends what `goAndSignIn` began.
 *
 * @param {URL} way as there
 * @param {URLSearchParams} answer what the provider sent back with the visitor
 * @returns {Promise<string>} where the visitor was: a path of this server, never taken from an address
 * @throws {SignInProblem}
 */
export async function comeBack(way, answer) {
  const begun = underWay();
  const issuer = answer.get('iss');
  if (!begun?.state || answer.get('state') !== begun.state || (issuer !== null && issuer !== begun.issuer)) {
    throw new SignInProblem('foreign');
  }
  // Used once. Where the visitor was stays known, in case they try again.
  sessionStorage.setItem(UNDER_WAY, JSON.stringify({ back: begun.back }));
  if (!answer.get('code')) {
    throw new SignInProblem(answer.get('error') === 'access_denied' ? 'denied' : 'refused');
  }
  keep(await ask(tokenAddress(way), {
    code: answer.get('code'),
    redirectUri: returnAddress(),
    verifier: begun.verifier,
    nonce: begun.nonce,
  }));
  sessionStorage.removeItem(UNDER_WAY);
  return begun.back;
}

/** Signs out here, and at the provider where it lets one. @param {URL} way */
export async function signOut(way) {
  const { idToken } = kept();
  sessionStorage.removeItem(KEPT);
  signIn(undefined);
  const { endSessionEndpoint } = idToken ? await ask(way).catch(() => ({})) : {};
  if (endSessionEndpoint) {
    location.assign(withParameters(endSessionEndpoint, {
      id_token_hint: idToken,
      post_logout_redirect_uri: new URL('/', location.href).href,
    }));
  }
}

/** @returns {boolean} whether who was signed in is not any more */
export function isOver() {
  return current() !== undefined && (kept().until ?? Infinity) <= Date.now();
}

/**
 * Renews the token before it ends where the provider lets one, and says when it has ended. One visitor at a time.
 *
 * @param {URL} way
 * @param {AbortSignal} signal ends it
 * @param {function()} changed when it has ended
 */
export function keepSignedIn(way, signal, changed) {
  let timer;
  let tries = 0;
  const renew = async () => {
    const before = kept();
    tries++;
    try {
      const session = await ask(tokenAddress(way), { refreshToken: before.refreshToken });
      // Whoever has signed out or in meanwhile stays so.
      if (kept().until === before.until && whoIs(session.token).account === whoIs(current()).account) {
        keep(session);
        tries = 0;
      }
    } catch (problem) {
      if (problem.kind === 'refused') {
        tries = RENEW_TRIES_MAX;
      }
    }
    plan();
  };
  const plan = () => {
    clearTimeout(timer);
    const { refreshToken, until, lifetimeMs } = kept();
    if (signal.aborted || until === undefined) {
      return;
    }
    const left = until - Date.now();
    const early = Math.min(RENEW_BEFORE_MS_MAX, lifetimeMs / 4);
    if (left <= 0) {
      changed();
    } else if (refreshToken && tries < RENEW_TRIES_MAX) {
      const pause = tries ? RENEW_AGAIN_MS : Math.max(0, left - early);
      timer = setTimeout(renew, Math.min(pause, TIMER_MS_MAX));
    } else {
      timer = setTimeout(plan, Math.min(left, TIMER_MS_MAX));
    }
  };
  signal.addEventListener('abort', () => clearTimeout(timer));
  addEventListener('gavel-session', plan, { signal });
  document.addEventListener('visibilitychange', () => document.hidden || plan(), { signal });
  plan();
}

/** @param {Object} session as the server gives it */
function keep({ token, refreshToken, idToken, lifetimeSeconds }) {
  const lifetimeMs = lifetimeSeconds * 1000;
  // Another answer's id token still says who it is.
  const before = kept();
  const until = lifetimeMs > 0 ? Date.now() + lifetimeMs : undefined;
  sessionStorage.setItem(KEPT, JSON.stringify({ refreshToken, idToken: idToken ?? before.idToken, lifetimeMs, until }));
  signIn(token);
}

function underWay() {
  return JSON.parse(sessionStorage.getItem(UNDER_WAY) ?? 'null');
}

function kept() {
  return JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
}

function returnAddress() {
  return new URL(RETURN, location.href).href;
}

function tokenAddress(way) {
  return new URL(`${way.pathname}/token`, way);
}

function withParameters(address, parameters) {
  const url = new URL(address);
  Object.entries(parameters).forEach(([name, value]) => url.searchParams.set(name, value));
  return url.href;
}

/** @param {Object} [body] asked for with GET without one */
async function ask(address, body) {
  const answer = await fetch(address, {
    ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  }).catch(() => undefined);
  if (!answer?.ok) {
    throw new SignInProblem(answer && answer.status < 500 && answer.status !== 429 ? 'refused' : 'unavailable');
  }
  return answer.json();
}
