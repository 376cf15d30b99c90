import { groupOf, type KubernetesObject } from '@thanos-gitops/manifest'
import type { ApplyMode, DeliveryTool, RolloutClass } from '@thanos-gitops/manifest/change'
import type { RawChange } from '../compare.ts'
import type { World } from '../world.ts'

/** All that can decide what a change does. The objects are as the API server stores them. */
export interface Context {
  readonly before: KubernetesObject
  readonly after: KubernetesObject
  /** As they were written: what the server filled in, no applier owns. */
  readonly written: { readonly before: KubernetesObject; readonly after: KubernetesObject }
  readonly worlds: { readonly before: World; readonly after: World }
  /** All of the object's changes, and the one that is judged. */
  readonly changes: readonly RawChange[]
  readonly change: RawChange
  readonly mode: ApplyMode
  readonly tool: DeliveryTool
  /** `1.36` */
  readonly version: string
}

export interface Verdict {
  readonly class: RolloutClass
  readonly why: string
  /** The API server's words. */
  readonly message?: string
  readonly source?: string
}

type Judge = (context: Context) => Omit<Verdict, 'source'> | undefined

/** One row of the table of facts: the first that fits decides. */
export interface Rule {
  /** The fields: `*` is one step, `**` any number of them. */
  readonly at: string
  readonly verdict: Omit<Verdict, 'source'> | Judge
  /** Where Kubernetes says so; file names are those of k8s.io/kubernetes 1.36.3. */
  readonly source: string
}

/** API group and kind: `apps/StatefulSet`, `/Service`. */
export const kindName = (object: KubernetesObject): string => `${groupOf(object.apiVersion)}/${object.kind}`

const split = new Map<string, readonly string[]>()
const stepsOf = (pattern: string): readonly string[] => {
  let steps = split.get(pattern)
  if (!steps) split.set(pattern, (steps = pattern.split('/').slice(1)))
  return steps
}

export function fits(pattern: string, steps: readonly string[]): boolean {
  const wanted = stepsOf(pattern)
  for (const [index, step] of wanted.entries()) {
    if (step === '**') return true
    if (index >= steps.length || (step !== '*' && step !== steps[index])) return false
  }
  return steps.length === wanted.length
}

export function judge(rules: readonly Rule[], context: Context): Verdict | undefined {
  for (const { at, verdict, source } of rules) {
    if (!fits(at, context.change.steps)) continue
    const found = typeof verdict === 'function' ? verdict(context) : verdict
    if (found) return { ...found, source }
  }
  return undefined
}

export const refused = (message: string, why: string): Omit<Verdict, 'source'> => ({ class: 'refused', message, why })
export const inPlace = (why: string): Omit<Verdict, 'source'> => ({ class: 'in-place', why })
export const none = (why: string): Omit<Verdict, 'source'> => ({ class: 'none', why })

/** As the server writes a value in its message. */
export const shown = (value: unknown): string => JSON.stringify(value) ?? 'null'
