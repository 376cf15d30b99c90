import { isObject, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { fieldsWithoutManifest } from '../fields/field-tree.ts'
import { applyingTool, type DeliveryTool, isController, managerOf, marksOf, ownManager } from '../fields/managers.ts'
import { allWithDefaults, withMarks } from '../fields/take-over.ts'
import type { LiveObject } from '../kubectl.ts'
import { type Comparison, differencesOf, type ForeignField } from './explain-objects.ts'
import { dryRuns, type Reader } from './reader.ts'

/** What a person or this script writes to make a tool act at once. It changes nothing of the stack. */
const requests = new Set([
  'argocd.argoproj.io/refresh',
  'reconcile.fluxcd.io/requestedAt',
  'reconcile.fluxcd.io/forceAt',
  'reconcile.fluxcd.io/resetAt',
  'force-sync',
])

/** An object of git, and whether its namespace exists. */
export interface Compared {
  readonly object: KubernetesObject
  readonly hasNamespace: boolean
}

/** Objects of git against the cluster, without those that could not be read. Few calls for all of them. */
export async function compareAll(
  reader: Reader,
  compared: readonly Compared[],
  tool: DeliveryTool | undefined,
): Promise<readonly Comparison[]> {
  const served = await Promise.all(compared.map(({ object }) => reader.serves(object.apiVersion, object.kind)))
  const results = new Map<KubernetesObject, Comparison>()
  const present = compared.filter(({ object }, index) => {
    if (!served[index])
      results.set(object, refused(object, `no matches for kind ${object.kind} in ${object.apiVersion}`))
    return served[index]
  })
  const reads = await reader.getAll(present.map(({ object }) => object))
  const tried = present.flatMap(({ object, hasNamespace }, index): readonly Tried[] => {
    const read = reads[index]
    if (read === undefined) return []
    const live = read.value
    // The server cannot try an object in a namespace that does not exist.
    if (live === undefined && !hasNamespace) {
      results.set(object, missing(object))
      return []
    }
    const owner = tool ?? applyingTool(live?.metadata.managedFields)
    const marked = owner === undefined ? object : withMarks(object, live, owner)
    return [{ object, live, marked, manager: owner === undefined ? ownManager : managerOf[owner] }]
  })
  const answers = await dryRuns(
    reader,
    tried.map(({ marked, manager }) => ({ object: marked, manager })),
  )
  const accepted: Accepted[] = []
  for (const [index, { object, live, marked, manager }] of tried.entries()) {
    const answer = answers[index]!
    if ('error' in answer) reader.fail(labelOf(object), answer.error)
    else if ('refusal' in answer) results.set(object, refused(object, answer.refusal))
    else if (live === undefined) results.set(object, missing(object))
    else accepted.push({ object, live, marked, manager, answer: answer.object })
  }
  const foreign = await allForeignFields(reader, accepted)
  for (const [index, { object, live, answer }] of accepted.entries())
    results.set(object, {
      ...commonOf(object),
      result: 'compared',
      differences: differencesOf(comparable(live), comparable(answer)),
      foreign: foreign[index]!,
    })
  return compared.flatMap(({ object }) => results.get(object) ?? [])
}

/** An object that the server tries. `marked` has the marks of the tool. */
interface Tried {
  readonly object: KubernetesObject
  readonly live: LiveObject | undefined
  readonly marked: KubernetesObject
  readonly manager: string
}

interface Accepted extends Tried {
  readonly live: LiveObject
  readonly answer: LiveObject
}

const commonOf = (object: KubernetesObject) => ({ label: labelOf(object), isSecret: object.kind === 'Secret' })
const missing = (object: KubernetesObject): Comparison => ({ ...commonOf(object), result: 'missing' })
const refused = (object: KubernetesObject, message: string): Comparison => ({
  ...commonOf(object),
  result: 'refused',
  message,
})

/** The object without the fields that the server sets, and without its status. */
function comparable({ status: _status, ...object }: LiveObject): unknown {
  const {
    managedFields: _fields,
    generation: _generation,
    labels = {},
    annotations = {},
    ...metadata
  } = object.metadata
  const {
    resourceVersion: _version,
    creationTimestamp: _time,
    uid: _uid,
    ...rest
  } = metadata as Record<string, unknown>
  const { operation: _operation, ...others } = object as unknown as Record<string, unknown>
  return { ...others, metadata: { ...rest, labels: withoutMarks(labels), annotations: withoutMarks(annotations) } }
}

const marks: readonly string[] = Object.values(marksOf).flatMap(({ labels, annotations }) => [
  ...labels,
  ...annotations,
])

const withoutMarks = (entries: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(entries).filter(([key]) => !marks.includes(key)))

/** The fields that git lacks and that a manager owns which is neither the tool nor a program of the cluster, for each object. */
async function allForeignFields(
  reader: Reader,
  accepted: readonly Accepted[],
): Promise<readonly (readonly ForeignField[])[]> {
  const found = accepted.map((one) => fieldsOfOthers(one))
  const unclear = accepted.filter((_one, index) => found[index]!.length > 0)
  const defaults = await allWithDefaults(
    reader.kubectl,
    unclear.map(({ marked }) => marked),
  )
  return accepted.map((one) => {
    const index = unclear.indexOf(one)
    return index < 0 ? [] : merged(fieldsOfOthers(one, defaults[index]))
  })
}

type OwnedField = Omit<ForeignField, 'managers'> & { readonly manager: string }

/** @param defaults the manifest as the server completes it */
function fieldsOfOthers({ live, marked, manager: own }: Accepted, defaults?: unknown): readonly OwnedField[] {
  const entries = (live.metadata.managedFields ?? []).filter(
    ({ manager, operation, subresource = '' }) =>
      subresource === '' && !isController(manager) && !(manager === own && operation === 'Apply'),
  )
  return entries.flatMap(({ manager, fieldsV1 = {} }) =>
    fieldsWithoutManifest(withoutStatus(fieldsV1), live, marked, defaults)
      .filter(({ path, value }) => !isRequest(path, value) && !isOfControllers(path))
      .map((field) => ({ ...field, manager })),
  )
}

const merged = (fields: readonly OwnedField[]): readonly ForeignField[] =>
  [...Map.groupBy(fields, ({ path }) => JSON.stringify(path)).values()].map((same) => ({
    path: same[0]!.path,
    value: same[0]!.value,
    managers: [...new Set(same.map(({ manager }) => manager))],
  }))

/** An annotation that is a request, or all annotations of an object that has no others. */
export const isRequest = (path: readonly string[], value: unknown): boolean =>
  requests.has(path.at(-1) ?? '') ||
  (path.join('/') === 'metadata/annotations' && isObject(value) && Object.keys(value).every((key) => requests.has(key)))

/** Programs of the cluster set these, also those whose managers have unusual names. */
const isOfControllers = ([first, second]: readonly string[]): boolean =>
  first === 'metadata' && (second === 'finalizers' || second === 'ownerReferences')

/** The kinds of Argo CD have no subresource for their status, and an operation that someone started is not a part of git. */
const withoutStatus = ({
  'f:status': _status,
  'f:operation': _operation,
  ...tree
}: Parameters<typeof fieldsWithoutManifest>[0]) => tree
