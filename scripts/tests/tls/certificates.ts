// What cert-manager would write: an authority, and the Secret of each rendered Certificate.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

export interface CertificateSpec {
  readonly secretName: string
  readonly dnsNames?: readonly string[]
  readonly isCA?: boolean
}

export const hasOpenssl = (): boolean => spawnSync('openssl', ['version']).status === 0

function openssl(folder: string, ...args: string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`)
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']

/** Writes `ca.crt` and `ca.key`. */
export function writeAuthority(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true })
  openssl(folder, 'req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', `/CN=${name}`)
}

/** The folder with the files of a Secret. */
export const secretFolder = (folder: string, secret: string): string => join(folder, 'secrets', secret)

/** Writes `tls.crt`, `tls.key` and `ca.crt` of a Certificate, which the authority in the folder signs. */
export function writeSecret(folder: string, name: string, { secretName, dnsNames }: CertificateSpec): void {
  const target = secretFolder(folder, secretName)
  mkdirSync(target, { recursive: true })
  const names = (dnsNames ?? []).map((name) => `DNS:${name}`).join(',')
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${names}`]
  const signer = ['-CA', join(folder, 'ca.crt'), '-CAkey', join(folder, 'ca.key')]
  openssl(target, 'req', '-x509', ...newKey, '-keyout', 'tls.key', '-out', 'tls.crt', ...subject, ...signer)
  copyFileSync(join(folder, 'ca.crt'), join(target, 'ca.crt'))
}
