import { ApiProblem } from './api.js';

/** Longer than the server waits for a picture. */
const UPLOAD_MS_MAX = 75_000;

/**
 * Sends a picture. By XMLHttpRequest, since fetch does not say how much has gone out.
 *
 * @param {URL} server
 * @param {string} token
 * @param {Blob} file
 * @param {function(number): void} progress from 0 to 1
 * @returns {Promise<{id: string, type: string, width: number, height: number}>}
 * @throws {ApiProblem} or an Error where no answer came
 */
export function upload(server, token, file, progress) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', new URL('v1/pictures', server));
    request.timeout = UPLOAD_MS_MAX;
    request.responseType = 'json';
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onload = () => request.status === 201
      ? done(request.response) : failed(ApiProblem.of(request.status, request.response ?? {}));
    request.onerror = request.ontimeout = () => failed(new Error('no answer'));
    request.send(file);
  });
}
