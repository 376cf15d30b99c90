import { formatPointer, identityOf, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { type Kubectl, kubectlFailure, type LiveObject } from '../kubectl.ts'
import { getAllLike, getLike, inGroups, typeOf } from '../live-objects.ts'
import { fieldsWithoutManifest } from './field-tree.ts'
import { handOver, managedFieldsPatch } from './hand-over.ts'
import { type DeliveryTool, marksOf, ownManager } from './managers.ts'

/** An object whose fields a tool takes over. */
export interface TakenOver {
  readonly label: string
  readonly from: readonly string[]
  /** JSON pointers of the fields that git lacks: the next sync removes them. */
  readonly removed: readonly string[]
}

/** A change of the object between reading and writing it is read again this often. */
const attempts = 3

/**
 * Makes a tool the owner of the fields that people, these scripts and the other tool applied to objects of git. It changes no field.
 *
 * @throws Failure of kubectl
 */
export async function takeOver(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
  tool: DeliveryTool,
  isDryRun: boolean,
): Promise<readonly TakenOver[]> {
  const found = await getAllLike(kubectl, objects)
  const taken = await inGroups(objects, (object) =>
    takeOverOne(kubectl, object, found.get(identityOf(object)), tool, isDryRun),
  )
  return taken.filter((one) => one !== undefined)
}

async function takeOverOne(
  kubectl: Kubectl,
  object: KubernetesObject,
  found: LiveObject | undefined,
  tool: DeliveryTool,
  isDryRun: boolean,
): Promise<TakenOver | undefined> {
  for (let attempt = 1, live = found; ; attempt++, live = await getLike(kubectl, object)) {
    const change = live && handOver(live.metadata.managedFields ?? [], tool, object.apiVersion)
    if (live === undefined || change === undefined) return undefined
    if (!isDryRun) {
      const { ok, stderr } = await patchManagedFields(kubectl, live, change.managedFields)
      if (!ok && /the object has been modified/.test(stderr) && attempt < attempts) continue
      if (!ok) throw kubectlFailure(kubectl.context, stderr)
    }
    const removed = await fieldsToRemove(kubectl, object, live, change.managedFields.at(-1)?.fieldsV1 ?? {}, tool)
    return { label: labelOf(object), from: change.from, removed }
  }
}

const patchManagedFields = (
  kubectl: Kubectl,
  { apiVersion, kind, metadata: { name, namespace, resourceVersion = '' } }: LiveObject,
  fields: Parameters<typeof managedFieldsPatch>[0],
) =>
  kubectl.call([
    'patch',
    typeOf(apiVersion, kind),
    name,
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    '--type=json',
    `--field-manager=${ownManager}`,
    `--patch=${managedFieldsPatch(fields, resourceVersion)}`,
  ])

async function fieldsToRemove(
  kubectl: Kubectl,
  object: KubernetesObject,
  live: LiveObject,
  tree: Parameters<typeof fieldsWithoutManifest>[0],
  tool: DeliveryTool,
): Promise<readonly string[]> {
  const marked = withMarks(object, live, tool)
  if (fieldsWithoutManifest(tree, live, marked).length === 0) return []
  const defaults = await withDefaults(kubectl, marked)
  return fieldsWithoutManifest(tree, live, marked, defaults).map(({ path }) => formatPointer(path))
}

/**
 * A manifest as the server completes it for a new object. A copy with another name is created in a dry run, because an existing
 * object keeps its fields. If the server refuses the copy, the manifest itself.
 */
export async function withDefaults(kubectl: Kubectl, object: KubernetesObject): Promise<unknown> {
  const name = `${object.metadata.name}-defaults`
  const copy = { ...object, metadata: { ...object.metadata, name } }
  const { ok, stdout } = await kubectl.call(
    ['create', '--dry-run=server', '-o', 'json', '-f', '-'],
    JSON.stringify(copy),
  )
  // The server sets the name of a namespace as a label.
  return ok ? (JSON.parse(stdout.replaceAll(`"${name}"`, `"${object.metadata.name}"`)) as unknown) : object
}

/** Manifests with the marks that the tool set on the objects in the cluster. */
export async function allWithMarks(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
  tool: DeliveryTool,
): Promise<readonly KubernetesObject[]> {
  const found = await getAllLike(kubectl, objects)
  return objects.map((object) => withMarks(object, found.get(identityOf(object)), tool))
}

/** A manifest with the marks that the tool set on the object in the cluster: what is applied for the tool must not remove them. */
export function withMarks(
  object: KubernetesObject,
  live: LiveObject | undefined,
  tool: DeliveryTool,
): KubernetesObject {
  const added = (kind: 'labels' | 'annotations') =>
    Object.entries(live?.metadata[kind] ?? {}).filter(([key]) => marksOf[tool][kind].includes(key))
  const [labels, annotations] = [added('labels'), added('annotations')]
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(labels.length > 0 ? { labels: { ...object.metadata.labels, ...Object.fromEntries(labels) } } : {}),
      ...(annotations.length > 0
        ? { annotations: { ...object.metadata.annotations, ...Object.fromEntries(annotations) } }
        : {}),
    },
  }
}
