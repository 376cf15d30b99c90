// Each part of a connection with TLS is necessary: without any of them, `check` has a finding.

import { variantRenderer } from '@thanos-gitops/base/testing/render-variant'
import { type Part, partsOf } from '@thanos-gitops/base/testing/tls-parts'
import { variants } from '@thanos-gitops/base/testing/variants'
import { checkManifests, checks, readDeclarations } from '@thanos-gitops/checks'
import { isObject, type SourcedObject } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'

const render = variantRenderer()
const variant = variants.find(({ name }) => name === 'tls-with-access')!
const settings = variant.files['environment.yaml']!
const { manifests, environment } = render(variant)
const plain = render({
  ...variant,
  files: { ...variant.files, 'environment.yaml': settings.replace('tls: cert-manager\n', '') },
}).manifests

const named = (...names: readonly string[]) => {
  const chosen = checks.filter(({ name }) => names.includes(name))
  if (chosen.length !== names.length) throw new Error('A check has another name now.')
  return chosen
}

/** Groups of checks. A group judges the parts in which those before it find nothing: half of the parts are found by the first, in a tenth of the time. */
const groups = [
  named(
    'mounts-have-volumes',
    'secret-exists',
    'flags-name-existing-files',
    'issuers-can-sign',
    'addresses-use-the-right-scheme',
    'required-flags-are-set',
  ),
  // Of both ends.
  named('clients-trust-the-authority', 'tls-files-are-complete', 'http-tls-ends-match', 'tls-ends-match'),
  named(
    'config-map-exists',
    'config-key-exists',
    'endpoints-file-is-valid',
    'objects-are-used',
    'prometheus-configuration-is-valid',
    'ruler-reaches-query-and-alertmanager',
    'sidecar-reaches-prometheus',
    'thanos-clients-are-valid',
  ),
]
const declarations = readDeclarations('exceptions.yaml', variant.files['exceptions.yaml']!, checks)

const documents = (text: string): unknown => {
  const object = parse(text) as { kind: string; data?: Record<string, string> }
  if (object.kind !== 'ConfigMap' || object.data === undefined) return object
  const data = Object.entries(object.data).map(([key, value]) => [
    key,
    /\.(yaml|json)$/.test(key) ? parse(value) : value,
  ])
  return { ...object, data: Object.fromEntries(data) }
}
const manifestOf = (object: unknown): string => {
  if (!isObject(object)) return ''
  const { kind, data } = object
  if (kind !== 'ConfigMap' || !isObject(data)) return stringify(object)
  const entries = Object.entries(data).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : stringify(value),
  ])
  return stringify({ ...object, data: Object.fromEntries(entries) })
}

const original = manifests.map(({ file, text }) => ({ file, text, objects: readManifestText(file, text).objects }))

function findingsWith(file: string, changed: unknown): readonly string[] {
  const objects: SourcedObject[] = original.flatMap((one) =>
    one.file === file
      ? changed === undefined
        ? []
        : readManifestText(file, manifestOf(changed)).objects
      : one.objects,
  )
  const input = { objects, environment, kubernetesVersion: environment.kubernetesVersion, declarations }
  for (const group of groups) {
    const { findings } = checkManifests({ ...input, checks: group, today: '2026-01-01' })
    if (findings.length > 0) return findings.map(({ code, message }) => `${code}: ${message}`)
  }
  return []
}

/** Parts that do not belong to a connection, and those of a whole that is removed too. */
const others =
  /checksum|readOnly$|^\/(?:apiVersion|kind|metadata)|\/(?:duration|renewBefore|privateKey|commonName|group|timeout|api_version)|(?:secret|configMap)\/(?:name|items|secretName)|usages\/0$|issuerRef\/kind$|tls\/mountPath$|env\/\w+\/(?:name|value)$/

/** Parts without which each connection still works. */
const spare: readonly RegExp[] = [
  // Both ends of the gossip have one configuration.
  /^alertmanager\.statefulset\.yaml .*--cluster\.tls-config=$/,
  // A server that accepts clients without a certificate.
  /--grpc-server-tls-client-ca=$/,
  // The names of pods: only the router connects to them.
  /^(?!thanos-receive\.).*\.certificate\.yaml \/spec\/dnsNames\/[13]$/,
  // The compactor and the page of the bucket have no client but Prometheus, and the senders of the router are not part of the stack.
  // The query connects to sidecars, store gateways, rulers and receivers with the name that all certificates have.
  /^thanos-(?:bucket-web|compact|receive|receive-router|rule|store)\.certificate\.yaml \/spec\/dnsNames\/0$/,
  /^prometheus\.certificate\.yaml \/spec\/dnsNames\/2$/,
  // A certificate without usages is for both ends. Only the query, the router and Alertmanager present one as clients.
  /\/spec\/usages$/,
  /^(?!thanos-query\.|thanos-receive-router\.|alertmanager\.).*\.certificate\.yaml \/spec\/usages\/2$/,
  // Prometheus does not verify this certificate.
  /^node-exporter\.certificate\..* \/spec\/(?:dnsNames|usages)/,
  // The issuer of the sign-in could have a certificate of the same authority.
  /--use-system-trust-store$/,
  // Until the certificate ends.
  /GF_SERVER_CERTS_WATCH_INTERVAL$/,
  // The names of SRV records are those of pods.
  /alerting\/alertmanagers\/0\/tls_config\/server_name$/,
  // TLS is also on if there are files.
  /client_config\/tls_config\/enabled$/,
  // The operator gives the authority to its own Prometheus, which is not in the manifests.
  /^thanos\.podmonitor\.yaml .*tlsConfig\/ca/,
  // The manifests do not show the scheme that replaces the other one.
  /(?:relabel_configs\/2|relabelings\/3)\/replacement$/,
]

const parts = original.flatMap(({ file, text }): readonly (Part & { readonly file: string })[] => {
  const other = plain.find((one) => one.file === file)
  return partsOf(documents(text), other && documents(other.text))
    .filter(({ title }) => !others.test(title))
    .map((part) => ({ ...part, file }))
})

it('has a finding without any part', () => {
  expect(findingsWith('', undefined)).toEqual([])
  const unnoticed = parts
    .filter(({ file, without }) => findingsWith(file, without).length === 0)
    .map(({ file, title }) => `${file} ${title}`)
  expect(parts.length).toBeGreaterThan(100)
  expect(unnoticed.filter((title) => !spare.some((one) => one.test(title)))).toEqual([])
}, 300_000)
