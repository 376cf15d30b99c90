import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LiveObject } from '../../kubectl.ts'
import { type Check, eventually, expectThat } from '../checks/check.ts'
import { type Certificate, mountedFiles, secondsOf } from './objects.ts'
import { apply, type Certificates, namespacesOf, type TlsEnvironment } from './rig.ts'
import { seeConnections } from './thanos.ts'

async function inEachEnvironment(
  { environments }: Certificates,
  observe: (environment: TlsEnvironment) => Promise<string>,
): Promise<string> {
  const seen: string[] = []
  for (const environment of environments)
    try {
      seen.push(`${environment.authority}: ${await observe(environment)}`)
    } catch (error) {
      throw new Error(`${environment.authority}: ${error instanceof Error ? error.message : error}`)
    }
  return seen.join('; ')
}

const readiness = ({ status }: LiveObject) =>
  (status?.conditions as readonly { type: string; status: string; message: string }[] | undefined)?.find(
    ({ type }) => type === 'Ready',
  )

const seeReady = (subject: Certificates): Promise<string> =>
  inEachEnvironment(subject, async (environment) => {
    const { issuers, certificates } = environment
    const start = Date.now()
    await apply(subject.kubectl, [...issuers, ...certificates])
    return eventually(180, async () => {
      subject.server.processes.check()
      const lists = namespacesOf(environment).map((namespace) =>
        subject.kubectl.list(['issuers,certificates', `--namespace=${namespace}`]),
      )
      const objects = (await Promise.all(lists)).flat()
      const waiting = objects.filter((object) => readiness(object)?.status !== 'True')
      const reasons = waiting.map((object) => `${object.kind}/${object.metadata.name} ${readiness(object)?.message}`)
      expectThat(waiting.length === 0, reasons.join('; '))
      expectThat(objects.length === issuers.length + certificates.length, `${objects.length} objects`)
      const seconds = Math.round((Date.now() - start) / 1000)
      return `${issuers.length} Issuers and ${certificates.length} Certificates after ${seconds} s`
    })
  })

const seeFiles = (subject: Certificates): Promise<string> =>
  inEachEnvironment(subject, async ({ certificates, workloads, configMaps }) => {
    const secrets = new Set(certificates.map(({ spec }) => spec.secretName))
    const files = workloads.flatMap((workload) => mountedFiles(workload, secrets, configMaps))
    expectThat(files.length > 0, 'no workload mounts a certificate')
    for (const { workload, namespace, secret, key } of files) {
      const keys = readdirSync(await subject.writeSecret(namespace, secret))
      expectThat(keys.includes(key), `${workload} reads ${key}, and ${secret} has ${keys.join(', ')}`)
    }
    const names = new Set(files.map(({ workload }) => workload))
    return `${files.length} files of ${names.size} workloads (${[...new Set(files.map(({ key }) => key))].join(', ')})`
  })

const oids: Readonly<Record<string, string>> = {
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
}

const seeContents = (subject: Certificates): Promise<string> =>
  inEachEnvironment(subject, async (environment) => {
    const { namespace, certificates } = environment
    // The environments share the namespaces of components: they have what the last one applied.
    const isLast = environment === subject.environments.at(-1)
    const own = certificates.filter(({ metadata }) => isLast || metadata.namespace === namespace)
    for (const certificate of own) {
      const folder = await subject.writeSecret(certificate.metadata.namespace ?? namespace, certificate.spec.secretName)
      expectSigned(certificate, folder)
    }
    const names = own.map(({ metadata }) => metadata.name)
    return `key, names, usages, duration and authority of ${names.join(', ')}`
  })

function expectSigned({ metadata: { name }, spec }: Certificate, folder: string): void {
  const file = (key: string): Buffer => readFileSync(join(folder, key))
  const x509 = new X509Certificate(file('tls.crt'))
  const authority = new X509Certificate(file('ca.crt'))
  const expect = (what: string, actual: unknown, wanted: unknown): void =>
    expectThat(JSON.stringify(actual) === JSON.stringify(wanted), `${name}: ${what} ${actual}, not ${wanted}`)
  expect('key', x509.checkPrivateKey(createPrivateKey(file('tls.key'))), true)
  const isSelfSigned = x509.fingerprint256 === authority.fingerprint256
  expect('signature', x509.verify(authority.publicKey), true)
  expect('authority', isSelfSigned || (x509.checkIssued(authority) && authority.ca), true)
  expect('isCA', x509.ca, spec.isCA === true)
  const names = (x509.subjectAltName ?? '').split(', ').filter(Boolean)
  expect('names', names.toSorted(), (spec.dnsNames ?? []).map((dns) => `DNS:${dns}`).toSorted())
  const seconds = (Date.parse(x509.validTo) - Date.parse(x509.validFrom)) / 1000
  if (spec.duration !== undefined) expect('duration', seconds, secondsOf(spec.duration))
  const usages = (spec.usages ?? []).flatMap((usage) => oids[usage] ?? [])
  expect('usages', [...(x509.keyUsage ?? [])].toSorted(), usages.toSorted())
  const { size } = spec.privateKey ?? {}
  const curve = x509.publicKey.asymmetricKeyDetails?.namedCurve
  if (spec.privateKey?.algorithm === 'ECDSA') expect('curve', curve, size === 256 ? 'prime256v1' : `secp${size}r1`)
}

/** Whether cert-manager writes a renewed certificate with another key and the same authority. */
const seeRenewal = (subject: Certificates): Promise<string> =>
  inEachEnvironment(subject, async ({ namespace, certificates }) => {
    const { metadata, spec } = certificates.find((certificate) => certificate.spec.isCA !== true)!
    const read = async () => {
      const folder = await subject.writeSecret(namespace, spec.secretName)
      return ['tls.crt', 'tls.key', 'ca.crt'].map((key) => readFileSync(join(folder, key), 'utf8'))
    }
    const [before, keyBefore, authority] = await read()
    const condition = {
      type: 'Issuing',
      status: 'True',
      reason: 'ManuallyTriggered',
      message: 'verify:cluster',
      lastTransitionTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    }
    const live = await subject.kubectl.get(['certificate', metadata.name, `--namespace=${namespace}`])
    const conditions = [...((live?.status?.conditions as readonly object[] | undefined) ?? []), condition]
    await subject.kubectl.text([
      ...['patch', 'certificate', metadata.name, `--namespace=${namespace}`, '--subresource=status'],
      ...['--type=merge', `--patch=${JSON.stringify({ status: { conditions } })}`],
    ])
    return eventually(60, async () => {
      const [after, keyAfter, authorityAfter] = await read()
      expectThat(after !== before && keyAfter !== keyBefore, `${metadata.name} is not renewed`)
      expectThat(authorityAfter === authority, 'another authority')
      return `${metadata.name} with a new key and the same authority`
    })
  })

const isReady = 'has ready Issuers and Certificates only'
const needs = [isReady]

/** In the order in which they run. */
export const certificateChecks: readonly Check<Certificates>[] = [
  { title: isReady, run: seeReady },
  { title: 'writes the files that the pods read', needs, run: seeFiles },
  { title: 'signs what the Certificates declare', needs, run: seeContents },
  {
    title: 'connects a query to a store gateway with these files, and no other client',
    needs,
    run: (subject) => inEachEnvironment(subject, (environment) => seeConnections(subject, environment)),
  },
  { title: 'renews a certificate', needs, run: seeRenewal },
]
