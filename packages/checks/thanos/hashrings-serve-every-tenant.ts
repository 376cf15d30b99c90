import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { type Program, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { lineOf } from '../engine/line-of.ts'
import { thanosPrograms } from './components.ts'
import { hashringOf } from './hashring.ts'
import { inDocument, type ProblemPlace } from './places.ts'

export const hashringsServeEveryTenant: Check = {
  name: 'hashrings-serve-every-tenant',
  question: 'data',
  severity: 'error',
  why: 'A tenant belongs to the first hashring that lists it, or that lists no tenants. Later hashrings of the same tenants get no series, and a receiver refuses the series of a tenant without hashring.',
  remedy: 'List each tenant in one hashring, and make the last hashring the one without tenants.',
  source: 'https://thanos.io/tip/components/receive.md/#hashring-management-and-autoscaling-in-kubernetes',
  *run(context) {
    const documents = new Map<string, { readonly document: EmbeddedDocument; readonly receiver: Program }>()
    for (const receiver of thanosPrograms(context, 'receive')) {
      const document = hashringOf(context, receiver)?.document
      if (document)
        documents.set(
          `${document.object.place('').file} ${context.namespaceOf(document.object)} ${document.object.object.metadata.name} ${document.pointer}`,
          { document, receiver },
        )
    }
    for (const { document, receiver } of documents.values()) {
      yield* tenantProblems(document, receiver)
      yield* repeatedEndpoints(document)
    }
  },
}

interface Hashring {
  readonly name: string
  readonly tenants: readonly string[]
  /** Whether its tenants are patterns. */
  readonly isGlob: boolean
  readonly place: ProblemPlace
}

const hashringsIn = (document: EmbeddedDocument): Hashring[] =>
  listOf(document.value).map((entry, index) => {
    const { hashring, tenants, tenant_matcher_type: matcher } = mappingOf(entry)
    return {
      name: String(hashring ?? index),
      tenants: listOf(tenants).map(String),
      isGlob: matcher === 'glob',
      place: inDocument(document, index),
    }
  })

function* tenantProblems(document: EmbeddedDocument, receiver: Program): Iterable<Problem> {
  const owners = new Map<string, Hashring>()
  let all: Hashring | undefined
  for (const hashring of hashringsIn(document)) {
    const [owner] = hashring.tenants.flatMap((tenant) => owners.get(tenant) ?? [])
    if (all)
      yield {
        ...hashring.place,
        message: `the hashring ${hashring.name} gets no series, because ${all.name} has no tenants and precedes it (${lineOf(all.place)}).`,
        remedy: `Move ${all.name} to the end, or remove ${hashring.name}.`,
      }
    else if (owner)
      yield {
        ...hashring.place,
        message: `the hashrings ${owner.name} (${lineOf(owner.place)}) and ${hashring.name} list the same tenant, and only ${owner.name} gets its series.`,
      }
    for (const tenant of hashring.tenants) owners.set(tenant, owners.get(tenant) ?? hashring)
    if (hashring.tenants.length === 0) all ??= hashring
  }
  const defaultTenant = valueOrDefault(receiver, 'receive.default-tenant-id') ?? 'default-tenant'
  const hasPatterns = hashringsIn(document).some(({ isGlob }) => isGlob)
  if (owners.size > 0 && !all && !hasPatterns && !owners.has(defaultTenant))
    yield {
      ...inDocument(document),
      message: `no hashring is for requests without a tenant, which have the tenant ${defaultTenant}: the receiver refuses their series.`,
      remedy: `Add a last hashring without tenants, or the tenant ${defaultTenant} to one of them.`,
      severity: 'warning',
    }
}

function* repeatedEndpoints(document: EmbeddedDocument): Iterable<Problem> {
  for (const [index, entry] of listOf(document.value).entries()) {
    const seen = new Set<string>()
    for (const [position, endpoint] of listOf(mappingOf(entry).endpoints).entries()) {
      const address = String(typeof endpoint === 'string' ? endpoint : mappingOf(endpoint).address)
      if (seen.has(address))
        yield {
          ...inDocument(document, index, 'endpoints', position),
          message: `${address} is in the hashring twice, so it can get several copies of a series, and no other receiver has one.`,
          remedy: 'Write the address of another receiver.',
        }
      seen.add(address)
    }
  }
}
