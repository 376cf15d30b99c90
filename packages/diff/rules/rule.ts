import { groupOf, type KubernetesObject } from '@thanos-gitops/manifest'
import type { ApplyMode, DeliveryTool, RolloutClass } from '@thanos-gitops/manifest/change'
import type { Workload } from '@thanos-gitops/workloads'
import type { RawChange } from '../compare.ts'
import type { StackNames } from '../context.ts'
import type { DeliveryStates } from '../delivery/state.ts'
import type { Sides } from '../manifest-set.ts'

/** One change of an object and all that can decide its class. The objects are as the API server stores them. */
export interface ChangeContext {
  readonly before: KubernetesObject
  readonly after: KubernetesObject
  /** The objects as the manifests contain them. No applier owns the fields that only the server filled in. */
  readonly written: { readonly before: KubernetesObject; readonly after: KubernetesObject }
  /** The workloads of `before` and `after`; undefined for objects without pods. */
  readonly workloads: { readonly before: Workload | undefined; readonly after: Workload | undefined }
  readonly sides: Sides
  /** All changes of the object. */
  readonly changes: readonly RawChange[]
  /** The change that gets a verdict. */
  readonly change: RawChange
  readonly mode: ApplyMode
  readonly tool: DeliveryTool
  readonly names: StackNames | undefined
  /** What the objects of the tools do, where they are known. */
  readonly states: DeliveryStates
  /** `1.36` */
  readonly version: string
}

export interface Verdict {
  readonly class: RolloutClass
  readonly why: string
  /** The message of the API server, where it refuses the change. */
  readonly message?: string
  /** Whether the API server also refuses a new object with the value. */
  readonly isInvalid?: boolean
}

export interface SourcedVerdict extends Verdict {
  readonly source: string
}

/** One row of the table of facts. The first row that matches a change and returns a verdict decides. */
export interface ChangeRule {
  /** The fields: `*` matches one step, `**` any number of steps. */
  readonly at: string
  readonly verdict: Verdict | ((context: ChangeContext) => Verdict | undefined)
  /** Where Kubernetes defines it. File names are those of k8s.io/kubernetes 1.36.3. */
  readonly source: string
}

/** API group and kind: `apps/StatefulSet`, `/Service`. */
export const groupKind = (object: KubernetesObject): string => `${groupOf(object.apiVersion)}/${object.kind}`

const parsedPatterns = new Map<string, readonly string[]>()
const stepsOf = (pattern: string): readonly string[] => {
  let steps = parsedPatterns.get(pattern)
  if (!steps) {
    steps = pattern.split('/').slice(1)
    parsedPatterns.set(pattern, steps)
  }
  return steps
}

export function matchesPattern(pattern: string, steps: readonly string[]): boolean {
  const patternSteps = stepsOf(pattern)
  for (const [index, step] of patternSteps.entries()) {
    if (step === '**') return true
    if (index >= steps.length || (step !== '*' && step !== steps[index])) return false
  }
  return steps.length === patternSteps.length
}

export function firstVerdict(rules: readonly ChangeRule[], context: ChangeContext): SourcedVerdict | undefined {
  for (const { at, verdict, source } of rules) {
    if (!matchesPattern(at, context.change.steps)) continue
    const found = typeof verdict === 'function' ? verdict(context) : verdict
    if (found) return { ...found, source }
  }
  return undefined
}

/** Applied without an interruption, but a protection, permissions or the delivery change. */
export const risk = (why: string): Verdict => ({ class: 'risk', why })
export const inPlace = (why: string): Verdict => ({ class: 'in-place', why })
export const none = (why: string): Verdict => ({ class: 'none', why })
export const scale = (why: string): Verdict => ({ class: 'scale', why })

/** A value as the server writes it in its messages. */
export const jsonOf = (value: unknown): string => JSON.stringify(value) ?? 'null'

/** The minor version of `1.36` as a number: 36. */
export const minorOf = (version: string): number => Number(version.split('.')[1])
