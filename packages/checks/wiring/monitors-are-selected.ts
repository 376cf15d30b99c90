import { contentOf, isObject, type Mapping, mappingOf, type SourcedObject, stringMapOf } from '@thanos-gitops/manifest'
import { selectorMatches } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { selectorRemedy, selectorText } from '../engine/selector-remedy.ts'
import { monitorGroup } from './monitors.ts'

export const monitorsAreSelected: Check = {
  name: 'monitors-are-selected',
  question: 'selectors',
  severity: 'error',
  why: 'prometheus-operator configures only the monitors, rules and receivers that the selectors of a Prometheus, ThanosRuler or Alertmanager match. The others have no effect: targets are not scraped, and alerts are not evaluated or sent.',
  remedy: 'Set the labels that the selector requires, or change the selector.',
  source: 'https://prometheus-operator.dev/docs/platform/troubleshooting/#troubleshooting-servicemonitor-changes',
  *run(context) {
    for (const [kind, selections] of selectionsByKind) {
      const objects = context.ofKind(kind, monitorGroup)
      const selectors = selections.flatMap((selection) =>
        selection.owners.flatMap((owner) =>
          context.ofKind(owner, monitorGroup).map((object) => readSelector(object, selection.field)),
        ),
      )
      if (objects.length > 0 && selectors.length > 0) yield* kindProblems(context, objects, selectors)
    }
  },
}

/** A field of the objects that run programs, and the field with the namespaces in which it selects. */
interface Selection {
  readonly owners: readonly string[]
  readonly field: string
}

const servers = ['Prometheus', 'PrometheusAgent']

/** https://prometheus-operator.dev/docs/api-reference/api/ */
const selectionsByKind: readonly (readonly [string, readonly Selection[]])[] = [
  ['ServiceMonitor', [{ owners: servers, field: 'serviceMonitor' }]],
  ['PodMonitor', [{ owners: servers, field: 'podMonitor' }]],
  ['Probe', [{ owners: servers, field: 'probe' }]],
  ['ScrapeConfig', [{ owners: servers, field: 'scrapeConfig' }]],
  ['PrometheusRule', [{ owners: ['Prometheus', 'ThanosRuler'], field: 'rule' }]],
  ['AlertmanagerConfig', [{ owners: ['Alertmanager'], field: 'alertmanagerConfig' }]],
]

interface Selector {
  readonly owner: SourcedObject
  readonly pointer: string
  readonly selector: unknown
  readonly namespaceSelector: unknown
}

function readSelector(owner: SourcedObject, field: string): Selector {
  const spec: Mapping = mappingOf(contentOf(owner).spec)
  const name = `${field}Selector`
  return {
    owner,
    pointer: `/spec/${name}`,
    selector: spec[name],
    namespaceSelector: spec[`${field}NamespaceSelector`],
  }
}

/** Only the namespace of the owner if there is no selector. The labels of a namespace without a manifest are unknown. */
function isInScope(context: CheckContext, { owner, namespaceSelector }: Selector, object: SourcedObject): boolean {
  const namespace = context.namespaceOf(object)
  if (!isObject(namespaceSelector)) return namespace === context.namespaceOf(owner)
  const labels = context.find('Namespace', '', namespace)?.object.metadata.labels
  return (
    labels === undefined || selectorMatches(namespaceSelector, { ...labels, 'kubernetes.io/metadata.name': namespace })
  )
}

/** Whether an object that runs servers configures a monitor. */
export const selectsMonitor = (
  context: CheckContext,
  owner: SourcedObject,
  monitor: SourcedObject,
  field: 'serviceMonitor' | 'podMonitor',
): boolean => selects(context, readSelector(owner, field), monitor)

const selects = (context: CheckContext, selector: Selector, object: SourcedObject): boolean =>
  isInScope(context, selector, object) && selectorMatches(selector.selector, stringMapOf(object.object.metadata.labels))

function* kindProblems(
  context: CheckContext,
  objects: readonly SourcedObject[],
  selectors: readonly Selector[],
): Iterable<Problem> {
  const ignored = objects.filter((object) => !selectors.some((selector) => selects(context, selector, object)))
  if (ignored.length === objects.length && selectors.length === 1) yield unusedSelector(context, objects, selectors[0]!)
  else for (const object of ignored) yield ignoredObject(context, object, selectors)
}

/** All objects are ignored by the only selector: the selector is wrong. */
function unusedSelector(context: CheckContext, objects: readonly SourcedObject[], found: Selector): Problem {
  const { owner: object, pointer, selector } = found
  const { kind } = objects[0]!.object
  const count = objects.length === 1 ? `the only ${kind}` : `any of the ${objects.length} objects of kind ${kind}`
  if (!isObject(selector))
    return {
      object,
      pointer: '/spec',
      message: `it has no ${pointer.slice('/spec/'.length)}, so it does not select ${count}.`,
      remedy: `Set ${pointer.slice(1).replaceAll('/', '.')}. The value {} selects all.`,
    }
  const inScope = objects.filter((candidate) => isInScope(context, found, candidate))
  if (inScope.length === 0)
    return {
      object,
      pointer: '/spec',
      message: `it does not select ${count}, because they are in other namespaces.`,
      remedy: `Set ${pointer.slice(1).replace('Selector', 'NamespaceSelector').replaceAll('/', '.')}. The value {} selects all namespaces.`,
    }
  const remedy = selectorRemedy(selector, inScope.map(labelled), ({ name }) => name)
  return {
    object,
    pointer,
    message: `its ${pointer.slice('/spec/'.length)} ${selectorText(selector)} does not match ${count}.`,
    ...(remedy && { remedy }),
  }
}

const labelled = ({
  object,
}: SourcedObject): { readonly name: string; readonly labels: Readonly<Record<string, string>> } => ({
  name: `${object.kind}/${object.metadata.name}`,
  labels: stringMapOf(object.metadata.labels),
})

/** Some objects are selected: another Prometheus, outside of these manifests, may select the others. */
function ignoredObject(context: CheckContext, object: SourcedObject, selectors: readonly Selector[]): Problem {
  const owners = selectors.map(({ owner }) => `${owner.object.kind}/${owner.object.metadata.name}`)
  const found = selectors.find((selector) => isInScope(context, selector, object) && isObject(selector.selector))
  return {
    object,
    pointer: '/metadata/labels',
    severity: 'warning',
    message: `no selector of ${owners.join(', ')} matches it.`,
    ...(found && {
      remedy: `Set the labels ${selectorText(found.selector)}, which ${found.owner.object.kind}/${found.owner.object.metadata.name} selects.`,
    }),
  }
}
