// Relabelling of targets with labels that the manifests show: prometheus, model/relabel/relabel.go.
import { listOf, type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import { anchoredPattern } from '../engine/re2.ts'
import type { DiscoveredTarget } from './discovered-targets.ts'

/** Unknown: the value depends on the cluster. */
type Value = string | undefined

/**
 * Whether a target certainly passes all steps, and keeps its address. Pods that run have the phase Running, and are not dropped by a
 * step for other phases.
 */
export function certainlyPasses(target: DiscoveredTarget, steps: readonly unknown[]): boolean {
  const known = { ...target.labels, __meta_kubernetes_pod_phase: 'Running', __meta_kubernetes_pod_ready: 'true' }
  const running: DiscoveredTarget = { ...target, labels: known }
  return (
    droppingStep(running, steps) === undefined &&
    steps.map(mappingOf).every((step) => {
      const action = stringOf(step.action)?.toLowerCase() ?? 'replace'
      const labels = listOf(step.source_labels).map(String)
      const isDetermined = labels.every(
        (label) => known[label as keyof typeof known] !== undefined || target.isKnown(label),
      )
      return action === 'keep' || action === 'drop' ? isDetermined : step.target_label !== '__address__'
    })
  )
}

/** The index of the first step that certainly drops a target; undefined if it may pass all of them. */
export const droppingStep = (target: DiscoveredTarget, steps: readonly unknown[]): number | undefined =>
  dropOrChange(target, steps, new Map())

/** The value of a label after all steps; undefined if the manifests do not show it. */
export function labelAfter(
  target: DiscoveredTarget,
  steps: readonly unknown[],
  label: string,
  initial: string,
): string | undefined {
  const changed = new Map<string, Value>([[label, initial]])
  dropOrChange(target, steps, changed)
  return changed.get(label)
}

/** @param changed the labels that differ from those of the target, which the steps change */
function dropOrChange(
  target: DiscoveredTarget,
  steps: readonly unknown[],
  changed: Map<string, Value>,
): number | undefined {
  const valueAt = (label: string): Value => {
    if (changed.has(label)) return changed.get(label)
    return target.labels[label] ?? (target.isKnown(label) ? '' : undefined)
  }
  for (const [index, entry] of steps.entries()) {
    const step = mappingOf(entry)
    const action = stringOf(step.action)?.toLowerCase() ?? 'replace'
    const source = sourceValue(step, valueAt)
    if (action === 'keep' || action === 'drop') {
      const matches = source === undefined ? undefined : patternOf(step)?.matches(source)
      if (matches !== undefined && matches === (action === 'drop')) return index
    } else if (action === 'labelmap') return undefined
    else if (typeof step.target_label === 'string')
      changed.set(step.target_label, replaced(step, action, source, valueAt))
  }
  return undefined
}

function sourceValue({ source_labels: labels, separator = ';' }: Mapping, valueAt: (label: string) => Value): Value {
  const values = listOf(labels).map((label) => valueAt(String(label)))
  return values.every((value) => value !== undefined) ? values.join(String(separator)) : undefined
}

const patternOf = ({ regex = '(.*)' }: Mapping): ReturnType<typeof anchoredPattern> => anchoredPattern(String(regex))

/** The new value of the target label, to the extent that it is known. */
function replaced(step: Mapping, action: string, source: Value, valueAt: (label: string) => Value): Value {
  if (action !== 'replace' || source === undefined) return undefined
  if (patternOf(step)?.matches(source) !== true) return valueAt(String(step.target_label))
  const { replacement = '$1', regex = '(.*)' } = step
  if (typeof replacement !== 'string') return undefined
  if (!replacement.includes('$')) return replacement
  const copiesAll = (replacement === '$1' || replacement === '${1}') && (regex === '(.*)' || regex === '(.+)')
  return copiesAll ? source : undefined
}
