import { isObject, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { fieldsWithoutManifest } from '../fields/field-tree.ts'
import { applyingTool, type DeliveryTool, isController, managerOf, marksOf, ownManager } from '../fields/managers.ts'
import { withDefaults, withMarks } from '../fields/take-over.ts'
import type { LiveObject } from '../kubectl.ts'
import { type Comparison, differencesOf, type ForeignField } from './explain-objects.ts'
import { dryRun, type Reader } from './reader.ts'

/** What a person or this script writes to make a tool act at once. It changes nothing of the stack. */
const requests = new Set([
  'argocd.argoproj.io/refresh',
  'reconcile.fluxcd.io/requestedAt',
  'reconcile.fluxcd.io/forceAt',
  'reconcile.fluxcd.io/resetAt',
  'force-sync',
])

/** An object of git against the cluster. Undefined if the cluster could not be read. */
export async function compare(
  reader: Reader,
  object: KubernetesObject,
  tool: DeliveryTool | undefined,
  hasNamespace: boolean,
): Promise<Comparison | undefined> {
  const common = { label: labelOf(object), isSecret: object.kind === 'Secret' }
  if (!(await reader.serves(object.apiVersion, object.kind)))
    return { ...common, result: 'refused', message: `no matches for kind ${object.kind} in ${object.apiVersion}` }
  const read = await reader.get(object)
  if (read === undefined) return undefined
  const live = read.value
  // The server cannot try an object in a namespace that does not exist.
  if (live === undefined && !hasNamespace) return { ...common, result: 'missing' }
  const owner = tool ?? applyingTool(live?.metadata.managedFields)
  const marked = owner === undefined ? object : withMarks(object, live, owner)
  const answer = await dryRun(reader, marked, owner === undefined ? ownManager : managerOf[owner])
  if ('error' in answer) {
    reader.fail(common.label, answer.error)
    return undefined
  }
  if ('refusal' in answer) return { ...common, result: 'refused', message: answer.refusal }
  if (live === undefined) return { ...common, result: 'missing' }
  const foreign = await foreignFields(reader, marked, live, owner)
  return {
    ...common,
    result: 'compared',
    differences: differencesOf(comparable(live), comparable(answer.object)),
    foreign,
  }
}

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

/** The fields that git lacks and that a manager owns which is neither the tool nor a program of the cluster. */
async function foreignFields(
  reader: Reader,
  manifest: KubernetesObject,
  live: LiveObject,
  tool: DeliveryTool | undefined,
): Promise<readonly ForeignField[]> {
  const own = tool === undefined ? ownManager : managerOf[tool]
  const entries = (live.metadata.managedFields ?? []).filter(
    ({ manager, operation, subresource = '' }) =>
      subresource === '' && !isController(manager) && !(manager === own && operation === 'Apply'),
  )
  const found = (defaults?: unknown) =>
    entries.flatMap(({ manager, fieldsV1 = {} }) =>
      fieldsWithoutManifest(withoutStatus(fieldsV1), live, manifest, defaults)
        .filter(({ path, value }) => !isRequest(path, value) && !isOfControllers(path))
        .map((field) => ({ ...field, manager })),
    )
  if (found().length === 0) return []
  const fields = found(await withDefaults(reader.kubectl, manifest))
  return [...Map.groupBy(fields, ({ path }) => JSON.stringify(path)).values()].map((same) => ({
    path: same[0]!.path,
    value: same[0]!.value,
    managers: [...new Set(same.map(({ manager }) => manager))],
  }))
}

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
