// The Certificates of cert-manager behind the files of containers.
import { contentOf, listOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { type Container, filesAt } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { lineOf } from '../engine/line-of.ts'

export interface Certificate {
  readonly object: SourcedObject
  readonly names: readonly string[]
  /** `server auth`, `digital signature`. */
  readonly usages: readonly string[]
  readonly line: string
  /** Who signs it: `ClusterIssuer/internal-ca`, `Issuer/thanos-ca in kube-monitor`. */
  readonly issuer: string
}

/** The Certificate whose Secret contains a file; undefined if no manifest shows it. */
export function certificateAt(
  context: CheckContext,
  container: Container,
  path: string | undefined,
): Certificate | undefined {
  const { namespace } = container.workload
  const secrets = new Set(
    filesAt(container, path ?? '').flatMap(({ source: { kind, name } }) => (kind === 'Secret' ? [name] : [])),
  )
  const object = context
    .ofKind('Certificate', 'cert-manager.io')
    .find(
      (candidate) =>
        context.namespaceOf(candidate) === namespace &&
        secrets.has(String(mappingOf(contentOf(candidate).spec).secretName)),
    )
  if (object === undefined) return undefined
  const { dnsNames, usages } = mappingOf(contentOf(object).spec)
  return {
    object,
    // Go ignores the common name.
    names: listOf(dnsNames).map(String),
    usages: listOf(usages).map(String),
    line: lineOf({ object, pointer: '/spec/dnsNames' }),
    issuer: issuerOf(context, object, namespace),
  }
}

/** A self-signed certificate is its own authority. */
function issuerOf(context: CheckContext, object: SourcedObject, namespace: string): string {
  const { kind = 'Issuer', name } = mappingOf(mappingOf(contentOf(object).spec).issuerRef)
  if (kind !== 'Issuer') return `${String(kind)}/${String(name)}`
  const issuer = context.find('Issuer', namespace, String(name))
  const isSelfSigned = issuer !== undefined && mappingOf(contentOf(issuer).spec).selfSigned !== undefined
  return isSelfSigned
    ? `Certificate/${object.object.metadata.name} in ${namespace}`
    : `Issuer/${String(name)} in ${namespace}`
}

/** Whether no public authority signs it: its names resolve only in the cluster. */
export const isPrivate = ({ names }: Certificate, clusterDomain: string): boolean =>
  names.some((name) => /\.svc\.?$/.test(name) || name.endsWith(`.${clusterDomain}`))

/** Whether a name in a certificate, which may begin with `*.`, is for a host. */
export function matchesName(pattern: string, name: string): boolean {
  const [one, other] = [pattern, name].map((text) => text.toLowerCase().replace(/\.$/, ''))
  return one === other || (one!.startsWith('*.') && other!.split('.').slice(1).join('.') === one!.slice(2))
}
