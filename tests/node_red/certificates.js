// Certificates of the tests' own, as an installer would make them with openssl.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export class Authority {
  #base;

  /** `name`.pem and `name`.key in this folder. */
  static async make(folder, name) {
    const self = new Authority();
    self.#base = join(folder, name);
    self.certificate = `${self.#base}.pem`;
    await run('openssl', ['req', '-x509', ...newKey, '-subj', `/CN=${name}`, '-days', '2', '-keyout', `${self.#base}.key`, '-out', self.certificate]);
    return self;
  }

  /** A certificate for this common name that is good for a server on the loopback too. */
  async issue(folder, name, commonName = name) {
    const base = join(folder, name);
    await writeFile(`${base}.ext`, 'subjectAltName=IP:127.0.0.1\n');
    await run('openssl', ['req', ...newKey, '-subj', `/CN=${commonName}`, '-keyout', `${base}.key`, '-out', `${base}.csr`]);
    await run('openssl', ['x509', '-req', '-in', `${base}.csr`, '-CA', this.certificate, '-CAkey', `${this.#base}.key`,
      '-CAcreateserial', '-days', '2', '-extfile', `${base}.ext`, '-out', `${base}.pem`]);
    return { cert: `${base}.pem`, key: `${base}.key` };
  }
}
