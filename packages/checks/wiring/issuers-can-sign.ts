import { contentOf, type Mapping, mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { keysOf } from '../engine/created-objects.ts'
import { missingObjects } from '../engine/missing-objects.ts'
import type { ObjectReference } from '../engine/references.ts'

const group = 'cert-manager.io'

export const issuersCanSign: Check = {
  name: 'issuers-can-sign',
  question: 'references',
  severity: 'error',
  why: 'cert-manager creates no Secret for a Certificate whose Issuer does not exist, or whose Issuer has no authority. The pods that mount the Secret never start.',
  remedy: 'Create the Issuer in the namespace of the Certificate, with the Secret of an authority.',
  source: 'https://cert-manager.io/docs/configuration/ca/',
  *run(context) {
    // Other manifests than those of an environment rarely contain all Issuers.
    for (const problem of missingObjects(context, issuerReferences(context), isKnown(context)))
      if (context.environment !== undefined || problem.remedy !== undefined) yield problem
    for (const object of context.ofKind('Certificate', group))
      if (typeof mappingOf(specOf(object).issuerRef).name !== 'string')
        yield { object, pointer: '/spec/issuerRef', message: 'it names no issuer.' }
    for (const issuer of context.ofKind('Issuer', group)) yield* authorityProblems(context, issuer)
  },
}

const specOf = (object: SourcedObject): Mapping => mappingOf(contentOf(object).spec)

/** A ClusterIssuer belongs to the cluster. */
const issuerReferences = (context: CheckContext): readonly ObjectReference[] =>
  context.ofKind('Certificate', group).flatMap((object) => {
    const { kind = 'Issuer', name } = mappingOf(specOf(object).issuerRef)
    return kind === 'Issuer' && typeof name === 'string'
      ? [{ object, pointer: '/spec/issuerRef/name', kind, name, namespace: context.namespaceOf(object) }]
      : []
  })

/** Whether an Issuer is in the manifests, or `tls` of the environment refers to it. */
const isKnown =
  (context: CheckContext) =>
  ({ kind, name, namespace }: ObjectReference): boolean => {
    const { tls, namespace: ownNamespace } = context.environment ?? {}
    const isSet = tls?.authority === 'issuer' && tls.values.issuer === name && namespace === ownNamespace
    return isSet || context.find(kind, namespace, name) !== undefined || context.external.has(kind, name, namespace)
  }

/** The Secret of an Issuer with the type CA. */
function* authorityProblems(context: CheckContext, issuer: SourcedObject): Iterable<Problem> {
  const spec = specOf(issuer)
  const namespace = context.namespaceOf(issuer)
  const name = stringOf(mappingOf(spec.ca).secretName)
  if (Object.keys(spec).length === 0)
    yield { object: issuer, pointer: '/spec', message: 'it has no type, such as ca or selfSigned.' }
  if (spec.ca === undefined) return
  const authority = context
    .ofKind('Certificate', group)
    .find((object) => context.namespaceOf(object) === namespace && specOf(object).secretName === name)
  if (authority !== undefined && specOf(authority).isCA !== true)
    yield {
      object: authority,
      pointer: '/spec/isCA',
      message: `Issuer/${issuer.object.metadata.name} signs with its Secret, but it is not the certificate of an authority.`,
      remedy: 'Set isCA: true.',
    }
  if (name === undefined || keysOf(context, 'Secret', name, namespace) === undefined)
    yield {
      object: issuer,
      pointer: '/spec/ca/secretName',
      message: `there is no Secret ${name ?? ''} in ${namespace} with the authority.`,
      ...(name !== undefined && { missing: { kind: 'Secret', name, namespace } }),
      severity: context.environment === undefined ? 'warning' : 'error',
    }
}
