const KEY = 'gavel.token';

/**
 * Who the visitor is: a bearer token that this page, or the page around it, put into the session storage under
 * `gavel.token`. It lives as long as the tab does. After a change somebody sends the event `gavel-session`.
 *
 * @returns {string | undefined}
 */
export function token() {
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** @param {string | undefined} chosen nobody where it is undefined */
export function signIn(chosen) {
  if (chosen) {
    sessionStorage.setItem(KEY, chosen);
  } else {
    sessionStorage.removeItem(KEY);
  }
  dispatchEvent(new Event('gavel-session'));
}

/**
 * Whose token it is, as it says itself. The server checks it; here it only chooses words.
 *
 * @returns {{account?: string, roles: string[]}}
 */
export function whoIs(bearer) {
  try {
    const part = bearer.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const claims = JSON.parse(atob(part));
    return { account: claims.sub, roles: [claims.roles ?? claims.role ?? []].flat() };
  } catch {
    return { roles: [] };
  }
}
