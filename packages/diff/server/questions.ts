import { type Question, relevantObjects, type VerdictRequest } from '@thanos-gitops/api-server'
import { type KubernetesObject, type SourcedObject, stringAt, valueAt } from '@thanos-gitops/manifest'
import { type ApplyMode, applyModes } from '@thanos-gitops/manifest/change'
import { definitionsFor } from '@thanos-gitops/schemas'
import { isSame } from '../compare.ts'
import type { Delivery } from '../context.ts'
import { deliveriesOf } from '../deliveries.ts'
import { type Pair, pairObjects } from '../pairs.ts'

/** The requests about one new or changed object, by their purpose. The numbers are indexes of the question's requests. */
export interface ObjectRequests {
  readonly object: KubernetesObject
  /** Both objects created anew, which gives what the server stores of what they contain. Absent for a new object. */
  readonly stored?: { readonly before: KubernetesObject; readonly beforeAt: number; readonly afterAt: number }
  /** The new object, if there is no old one of its name, by the ways in which it is applied. */
  readonly created: Readonly<Partial<Record<ApplyMode, number>>>
  readonly updated: Readonly<Partial<Record<ApplyMode, number>>>
}

export interface SideQuestion {
  readonly question: Question
  readonly objects: readonly ObjectRequests[]
}

/** The objects of one comparison, and the server that judges them. */
export interface QuestionOptions {
  readonly name: string
  readonly kubernetesVersion: string
  readonly delivery: readonly Delivery[]
}

/** What to ask the API server about everything that is new or changes. */
export function questionOf(
  before: readonly SourcedObject[],
  after: readonly SourcedObject[],
  { name, kubernetesVersion, delivery }: QuestionOptions,
): SideQuestion {
  const requests: VerdictRequest[] = []
  const add = (request: VerdictRequest): number => requests.push(request) - 1
  const objects = pairObjects(before, after).flatMap((pair) => requestsFor(pair, delivery, add) ?? [])
  // Of two definitions of a kind the last counts: that of the folder.
  const objectsOfSet = [
    ...definitionsFor(requests.map((request) => request.after)),
    ...relevantObjects(after.map(({ object }) => object)),
  ]
  const set = { name, kubernetesVersion, objects: objectsOfSet }
  return { question: { set, requests }, objects }
}

function requestsFor(
  pair: Pair,
  delivery: readonly Delivery[],
  add: (request: VerdictRequest) => number,
): ObjectRequests | undefined {
  if (pair.after === undefined) return undefined
  const object = pair.after.object
  const before = pair.before?.object
  if (before !== undefined && pair.status === 'changed' && isSame(before, object)) return undefined
  const modes = [...new Set(deliveriesOf(object, delivery).map(({ mode }) => mode))]
  const asNew = (): ObjectRequests['created'] =>
    Object.fromEntries(modes.map((mode) => [mode, add({ after: object, apply: mode })]))
  if (before === undefined) return { object, created: asNew(), updated: {} }
  const create = (after: KubernetesObject): number => add({ after, apply: 'replace', want: ['defaulted'] })
  const stored = { before, beforeAt: create(before), afterAt: create(object) }
  if (pair.status === 'renamed') return { object, stored, created: asNew(), updated: {} }
  const live = liveFieldsOf(before, object)
  const update = (mode: ApplyMode): number => add({ before, after: object, apply: mode, ...(live && { live }) })
  return { object, stored, created: {}, updated: Object.fromEntries(applyModes.map((mode) => [mode, update(mode)])) }
}

/** Fields of the object in the cluster that a controller sets and on which the verdict depends. A claim is assumed to be bound. */
function liveFieldsOf(before: KubernetesObject, after: KubernetesObject): VerdictRequest['live'] {
  if (before.kind !== 'PersistentVolumeClaim') return undefined
  // A claim that waits for a class or for a volume of this name is not bound.
  const isWaiting = ['storageClassName', 'volumeName'].some(
    (field) => stringAt(before, 'spec', field) === undefined && stringAt(after, 'spec', field) !== undefined,
  )
  if (isWaiting) return undefined
  return {
    spec: { volumeName: stringAt(before, 'spec', 'volumeName') ?? 'bound' },
    status: { phase: 'Bound', capacity: valueAt(before, ['spec', 'resources', 'requests']) ?? {} },
  }
}
