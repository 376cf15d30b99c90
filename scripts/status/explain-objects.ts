// The objects of git against those of the cluster.
import { formatPointer, isObject, labelOf } from '@thanos-gitops/manifest'
import { type DeliveryTool, managerOf } from '../fields/managers.ts'
import { isWorkload, podCountsOf } from '../health.ts'
import type { LiveObject } from '../kubectl.ts'
import { bootstrapCommand } from './commands.ts'
import { nextForMessages } from './next-for-message.ts'
import type { Problem, Surroundings } from './problem.ts'

/** A field of the cluster that git lacks, and that no sync removes: another manager than the tool owns it. */
export interface ForeignField {
  readonly path: readonly string[]
  readonly value: unknown
  readonly managers: readonly string[]
}

/** What a sync would do with an object of git. */
export type Comparison = { readonly label: string; readonly isSecret: boolean } & (
  | { readonly result: 'missing' }
  | { readonly result: 'refused'; readonly message: string }
  | {
      readonly result: 'compared'
      readonly differences: readonly Difference[]
      readonly foreign: readonly ForeignField[]
    }
)

export interface Difference {
  readonly path: readonly string[]
  readonly git: unknown
  readonly cluster: unknown
}

/** The fields that differ, in the order of their names. */
export function differencesOf(cluster: unknown, git: unknown, path: readonly string[] = []): readonly Difference[] {
  if (isObject(cluster) && isObject(git))
    return [...new Set([...Object.keys(cluster), ...Object.keys(git)])]
      .sort()
      .flatMap((key) => differencesOf(cluster[key], git[key], [...path, key]))
  if (Array.isArray(cluster) && Array.isArray(git) && cluster.length === git.length)
    return cluster.flatMap((item, index) => differencesOf(item, git[index], [...path, String(index)]))
  return JSON.stringify(cluster) === JSON.stringify(git) ? [] : [{ path, git, cluster }]
}

export const isInSync = (comparison: Comparison): boolean =>
  comparison.result === 'compared' && comparison.differences.length === 0 && comparison.foreign.length === 0

/** The problem of an object, if it is not in sync. */
export function explainComparison(
  comparison: Comparison,
  tool: DeliveryTool | undefined,
  where: Surroundings,
): readonly Problem[] {
  const { label: subject, result } = comparison
  if (isInSync(comparison)) return []
  if (result === 'missing') return [{ state: 'missing', subject, reasons: [] }]
  if (result === 'refused') {
    const step = nextForMessages([comparison.message])
    return [
      {
        state: 'refused',
        subject,
        reasons: comparison.message.trim().split('\n'),
        ...(step === undefined ? {} : { next: [step] }),
      },
    ]
  }
  const { differences, foreign, isSecret } = comparison
  const short = (value: unknown, path: readonly string[]): string =>
    isSecret && (path[0] === 'data' || path[0] === 'stringData') && value !== undefined ? '(hidden)' : shortText(value)
  return [
    {
      state: 'differs',
      subject,
      reasons: [
        ...differences.map(
          ({ path, git, cluster }) =>
            `${formatPointer(path)}: git ${short(git, path)}, cluster ${short(cluster, path)}`,
        ),
        ...foreign.map(
          ({ path, value, managers }) =>
            `${formatPointer(path)}: git nothing, cluster ${short(value, path)} (set by ${managers.join(', ')})`,
        ),
      ],
      ...(foreign.length === 0
        ? {}
        : {
            next: [
              {
                text: `${tool === undefined ? 'A sync' : managerOf[tool]} does not remove what ${[...new Set(foreign.flatMap(({ managers }) => managers))].join(', ')} set. To remove it, hand it over${foreign.some(({ path }) => path[0] === 'spec' && path[1] === 'template') ? ', which restarts its pods' : ''}:`,
                commands: [bootstrapCommand(where, tool)],
              },
            ],
          }),
    },
  ]
}

function shortText(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}

/** An object of the cluster that git does not have. */
export interface Extra {
  readonly object: LiveObject
  /** The commit that removed it from git, if the history has it. */
  readonly removed?: { readonly commit: string; readonly time: string }
}

/** Whether neither tool deletes an object that leaves git. */
export const isKept = ({ metadata: { annotations = {} } }: LiveObject): boolean =>
  annotations['kustomize.toolkit.fluxcd.io/prune'] === 'disabled' ||
  (annotations['argocd.argoproj.io/sync-options'] ?? '').split(',').includes('Prune=false')

const deleting = new Set(['PersistentVolumeClaim', 'ObjectBucketClaim', 'Namespace'])

/** The objects that are not in git, those of another namespace together. */
export function explainExtras(
  extras: readonly Extra[],
  formerNamespaces: readonly string[],
  /** Those in which git has objects. */
  ownNamespaces: readonly string[],
  where: Surroundings,
  deleteCommand: (object: LiveObject) => string,
): readonly Problem[] {
  const namespaceOf = ({ object: { kind, metadata } }: Extra): string =>
    metadata.namespace ?? (kind === 'Namespace' ? metadata.name : where.namespace)
  const [here, elsewhere] = [
    extras.filter((extra) => ownNamespaces.includes(namespaceOf(extra))),
    extras.filter((extra) => !ownNamespaces.includes(namespaceOf(extra))),
  ]
  return [
    ...[...Map.groupBy(elsewhere, namespaceOf)].map(([namespace, objects]) =>
      formerStack(namespace, objects, formerNamespaces, where),
    ),
    ...here.map((extra) => extraProblem(extra, deleteCommand)),
    ...formerNamespaces
      .filter((namespace) => elsewhere.every((extra) => namespaceOf(extra) !== namespace))
      .map(
        (namespace): Problem => ({
          state: 'note',
          subject: `formerNamespaces: ${namespace}`,
          reasons: [`Nothing of ${where.environment} is left in the namespace ${namespace}.`],
          next: [{ text: `Remove it from formerNamespaces in environments/${where.environment}/environment.yaml.` }],
        }),
      ),
  ]
}

function extraProblem({ object, removed }: Extra, deleteCommand: (object: LiveObject) => string): Problem {
  const kept = isKept(object)
  const removal =
    removed === undefined
      ? 'Git never had it, or its history is not in this clone.'
      : `Commit ${removed.commit.slice(0, 7)} removed it from git.`
  return {
    state: kept ? 'kept' : 'not in git',
    subject: labelOf(object),
    reasons: [removal, ...(kept ? ['It is protected: no tool deletes it.'] : [])],
    ...(removed === undefined ? {} : { since: removed.time }),
    next: [
      {
        text: deleting.has(object.kind)
          ? 'Its data is deleted with it. If it is no longer needed:'
          : kept
            ? 'If it is no longer needed:'
            : 'The next sync deletes it if the tool created it. Otherwise, if it is not needed:',
        commands: [deleteCommand(object)],
      },
    ],
  }
}

function formerStack(
  namespace: string,
  extras: readonly Extra[],
  formerNamespaces: readonly string[],
  { environment, context }: Surroundings,
): Problem {
  const running = extras.filter(({ object }) => isWorkload(object) && podCountsOf(object).existing > 0)
  const hasCompactor = running.some(({ object }) => object.metadata.name === 'thanos-compact')
  const kept = extras.filter(({ object }) => isKept(object))
  const isDeclared = formerNamespaces.includes(namespace)
  return {
    state: 'not in git',
    subject: `${extras.length} object${extras.length === 1 ? '' : 's'} in the namespace ${namespace}`,
    reasons: [
      ...(running.length > 0
        ? [`These run beside those of git: ${running.map(({ object }) => labelOf(object)).join(', ')}.`]
        : []),
      ...(hasCompactor ? ['Two compactors write to one bucket, which destroys blocks.'] : []),
      ...(kept.length > 0
        ? [`Protected, no tool deletes them: ${kept.map(({ object }) => labelOf(object)).join(', ')}.`]
        : []),
    ],
    next: [
      ...(isDeclared
        ? []
        : [
            {
              text: `So that the tool deletes what is not protected: add ${namespace} to formerNamespaces in environments/${environment}/environment.yaml, render and merge.`,
            },
          ]),
      {
        text: 'When nothing of it is needed, delete it with all data:',
        commands: [`kubectl --context ${context} delete namespace ${namespace}`],
      },
    ],
  }
}
