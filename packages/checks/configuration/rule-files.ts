import { contentOf, listOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { type Program, volumeSources } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { perContext } from '../engine/per-context.ts'
import { programsOf } from '../engine/programs.ts'

/** Groups of rules: an entry of a ConfigMap, or a PrometheusRule. */
export interface RuleFile {
  readonly object: SourcedObject
  /** The parent of `groups`: `/data/thanos.yaml`, `/spec`. */
  readonly pointer: string
  readonly groups: readonly Mapping[]
  /** The entry of the ConfigMap; undefined for a PrometheusRule. */
  readonly document: EmbeddedDocument | undefined
  /** Whether a Thanos ruler reads it; undefined if the manifests do not show which program reads it. */
  readonly isForRuler: boolean | undefined
  /** The Prometheus servers and rulers that read it; empty if the manifests do not show them. */
  readonly readers: readonly Program[]
}

/**
 * All rule files of Prometheus and Thanos. ConfigMaps that only other programs mount are left out: the rules of Loki have the
 * same structure, but another query language.
 */
export const ruleFilesIn = perContext((context): readonly RuleFile[] => [
  ...context.ofKind('ConfigMap').flatMap((object) => ruleFilesOfConfigMap(context, object)),
  ...context.ofKind('PrometheusRule').map((object) => ({
    object,
    pointer: '/spec',
    groups: listOf(mappingOf(contentOf(object).spec).groups).map(mappingOf),
    document: undefined,
    isForRuler: undefined,
    readers: [],
  })),
])

function ruleFilesOfConfigMap(context: CheckContext, object: SourcedObject): readonly RuleFile[] {
  const documents = context.documentsOf(object).filter(mayContainRules)
  if (documents.length === 0) return []
  const readers = readersOf(context, object)
  if (readers?.length === 0) return []
  const isForRuler = readers?.some(({ name }) => name === 'thanos')
  return documents.flatMap((document): RuleFile[] => {
    const { pointer, value } = document
    const { groups } = mappingOf(value)
    return Array.isArray(groups)
      ? [{ object, pointer, groups: groups.map(mappingOf), document, isForRuler, readers: readers ?? [] }]
      : []
  })
}

// Tested before a document is parsed.
const mayContainRules = ({ text }: EmbeddedDocument): boolean =>
  /\bgroups\b/.test(text) && /\b(expr|alert|record)\b/.test(text)

/** The Prometheus servers and rulers that mount a ConfigMap; undefined if no workload mounts it. */
function readersOf(context: CheckContext, object: SourcedObject): readonly Program[] | undefined {
  const workloads = context
    .usersOf(object)
    .filter(({ volumes }) =>
      volumes
        .flatMap(volumeSources)
        .some(({ kind, name }) => kind === 'ConfigMap' && name === object.object.metadata.name),
    )
  if (workloads.length === 0) return undefined
  return workloads.flatMap((workload) => programsOf(context, workload)).filter(readsRules)
}

const readsRules = ({ name, command }: Program): boolean =>
  name === 'prometheus' || command === 'rule' || command === 'tools rules-check'
