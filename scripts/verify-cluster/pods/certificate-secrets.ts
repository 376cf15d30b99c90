// The Secrets that cert-manager would write for the Certificates of an environment. The part `certificates` runs cert-manager itself.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Kubectl } from '../../kubectl.ts'
import { type CertificateSpec, secretFolder, writeAuthority, writeSecret } from '../../tests/tls/certificates.ts'
import { objectsIn } from '../changed-environment.ts'

interface Certificate {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: CertificateSpec
}

export class SecretWriter {
  readonly #kubectl: Kubectl
  readonly #folder: string

  /** Creates an authority in a folder. */
  constructor(kubectl: Kubectl, folder: string) {
    this.#kubectl = kubectl
    this.#folder = folder
    writeAuthority(folder, 'verify-cluster')
  }

  /** The certificate of the authority, in PEM format. */
  get authority(): string {
    return readFileSync(join(this.#folder, 'ca.crt'), 'utf8')
  }

  /** The folder with the files of a Secret. */
  folderOf(namespace: string, secret: string): string {
    return secretFolder(this.#folder, `${namespace}/${secret}`)
  }

  /** Creates or replaces the Secret of each Certificate in a folder of manifests. */
  async write(namespace: string, manifests: string): Promise<void> {
    const objects = objectsIn<Certificate>(manifests, ['Certificate']).map(({ metadata, spec }) => {
      const path = `${namespace}/${spec.secretName}`
      writeSecret(this.#folder, metadata.name, { ...spec, secretName: path })
      const files = ['tls.crt', 'tls.key', 'ca.crt'].map((key) => [
        key,
        readFileSync(join(secretFolder(this.#folder, path), key), 'utf8'),
      ])
      return {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: spec.secretName, namespace },
        stringData: Object.fromEntries(files) as Readonly<Record<string, string>>,
      }
    })
    const documents = objects.map((object) => `---\n${stringify(object)}`).join('')
    await this.#kubectl.text(['apply', '--server-side', '--force-conflicts', '-f', '-'], documents)
  }
}
