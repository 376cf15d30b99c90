import { contentOf, formatPointer, listOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import { type Program, usesOf, volumeSources } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { programsIn, programsOf } from '../engine/programs.ts'
import { configurationOf } from '../thanos/prometheus.ts'
import { type Query, readQuery } from './promql/query.ts'

/** A `groups:` document: an entry of a ConfigMap, or a PrometheusRule. */
export interface RuleFile {
  readonly object: SourcedObject
  /** Where `groups` stands: `/data/thanos.yaml`, `/spec`. */
  readonly pointer: string
  readonly groups: readonly Mapping[]
  /** Whether a ruler reads it; undefined where no manifest says who does. */
  readonly isForRuler: boolean | undefined
}

export interface SourcedRule {
  readonly file: RuleFile
  readonly fields: Mapping
  /** Of the rule itself. */
  readonly pointer: string
  /** `alert Name`, `record name`. */
  readonly title: string
  readonly isAlert: boolean
  /** Undefined where there is no text to parse. */
  readonly query: Query | undefined
}

const files = new WeakMap<CheckContext, readonly RuleFile[]>()
const rules = new WeakMap<CheckContext, readonly SourcedRule[]>()

/**
 * All rule files. One that is mounted by other programs alone is theirs: Loki's rules look the same and are written in
 * another language.
 */
export function ruleFilesIn(context: CheckContext): readonly RuleFile[] {
  let found = files.get(context)
  if (!found) {
    const inMaps = context.ofKind('ConfigMap').flatMap((object) =>
      context.documentsOf(object).flatMap((document) => {
        if (!/\bgroups\b/.test(document.text) || !/\bexpr\b/.test(document.text)) return []
        const groups = mappingOf(document.value).groups
        if (!Array.isArray(groups)) return []
        const readers = readersOf(context, object)
        if (readers !== undefined && readers.length === 0) return []
        const isForRuler = readers === undefined ? undefined : !!readers.some(({ name }) => name === 'thanos')
        return [{ object, pointer: document.pointer, groups: groups.map(mappingOf), isForRuler }]
      }),
    )
    const inResources = context.ofKind('PrometheusRule').map((object) => ({
      object,
      pointer: '/spec',
      groups: listOf(mappingOf(contentOf(object).spec).groups).map(mappingOf),
      isForRuler: undefined,
    }))
    found = [...inMaps, ...inResources]
    files.set(context, found)
  }
  return found
}

/** The Prometheus' and rulers that mount a ConfigMap; undefined where nothing at all does. */
function readersOf(context: CheckContext, object: SourcedObject): Program[] | undefined {
  const workloads = context
    .usersOf(object)
    .filter((workload) =>
      workload.volumes
        .flatMap(volumeSources)
        .some(({ kind, name }) => kind === 'ConfigMap' && name === object.object.metadata.name),
    )
  if (workloads.length === 0) return undefined
  return workloads
    .flatMap((workload) => programsOf(context, workload))
    .filter(
      (program) =>
        program.name === 'prometheus' || program.command === 'rule' || program.command === 'tools rules-check',
    )
}

export function rulesIn(context: CheckContext): readonly SourcedRule[] {
  let found = rules.get(context)
  if (!found) {
    // The same rules stand in every environment's manifests.
    const queries = new Map<string, Query>()
    const read = (text: string): Query => {
      const query = queries.get(text) ?? readQuery(text)
      queries.set(text, query)
      return query
    }
    found = ruleFilesIn(context).flatMap((file) =>
      file.groups.flatMap((group, index) =>
        listOf(group.rules).map((rule, position) => {
          const fields = mappingOf(rule)
          const isAlert = fields.alert !== undefined
          return {
            file,
            fields,
            pointer: file.pointer + formatPointer(['groups', index, 'rules', position]),
            title: isAlert ? `alert ${String(fields.alert)}` : `record ${String(fields.record ?? '')}`,
            isAlert,
            query: typeof fields.expr === 'string' ? read(fields.expr) : undefined,
          }
        }),
      ),
    )
    rules.set(context, found)
  }
  return found
}

/** The scrape jobs of the Prometheus' here; undefined where their configuration is not in the manifests. */
export function scrapeJobsIn(context: CheckContext): Mapping[] | undefined {
  const prometheuses = programsIn(context).filter(({ name }) => name === 'prometheus')
  const configurations = prometheuses.map((program) => configurationOf(context, program)?.document.value)
  if (
    configurations.length === 0 ||
    configurations.some((value) => value === undefined || mappingOf(value).scrape_config_files !== undefined)
  )
    return undefined
  // An agent or a federation brings series that no job here names.
  const isFed = prometheuses.some((program) => usesOf(program, 'web.enable-remote-write-receiver').length > 0)
  return isFed ? undefined : configurations.flatMap((value) => listOf(mappingOf(value).scrape_configs).map(mappingOf))
}
