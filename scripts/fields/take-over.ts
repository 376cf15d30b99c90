import { formatPointer, identityOf, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { inHalves } from '../in-halves.ts'
import { type Kubectl, kubectlFailure, type LiveObject } from '../kubectl.ts'
import { getAllLike, getLike, inGroups, itemsOf, typeOf } from '../live-objects.ts'
import { type FieldTree, fieldsWithoutManifest } from './field-tree.ts'
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
  const changes = await inGroups(objects, (object) =>
    changeManagers(kubectl, object, found.get(identityOf(object)), tool, isDryRun),
  )
  const changed = changes.filter((one) => one !== undefined)
  const removed = await fieldsToRemove(kubectl, changed, tool)
  return changed.map(({ object, from }, index) => ({ label: labelOf(object), from, removed: removed[index]! }))
}

/** An object whose managers change. */
interface Changed {
  readonly object: KubernetesObject
  readonly live: LiveObject
  readonly from: readonly string[]
  /** The fields of the tool from now on. */
  readonly fields: FieldTree
}

async function changeManagers(
  kubectl: Kubectl,
  object: KubernetesObject,
  found: LiveObject | undefined,
  tool: DeliveryTool,
  isDryRun: boolean,
): Promise<Changed | undefined> {
  for (let attempt = 1, live = found; ; attempt++, live = await getLike(kubectl, object)) {
    const change = live && handOver(live.metadata.managedFields ?? [], tool, object.apiVersion)
    if (live === undefined || change === undefined) return undefined
    if (!isDryRun) {
      const { ok, stderr } = await patchManagedFields(kubectl, live, change.managedFields)
      if (!ok && /the object has been modified/.test(stderr) && attempt < attempts) continue
      if (!ok) throw kubectlFailure(kubectl.context, stderr)
    }
    return { object, live, from: change.from, fields: change.managedFields.at(-1)?.fieldsV1 ?? {} }
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

/** JSON pointers of the fields that git lacks, for each object. */
async function fieldsToRemove(
  kubectl: Kubectl,
  changed: readonly Changed[],
  tool: DeliveryTool,
): Promise<readonly (readonly string[])[]> {
  const marked = changed.map(({ object, live }) => withMarks(object, live, tool))
  const unclear = changed.flatMap(({ live, fields }, index) =>
    fieldsWithoutManifest(fields, live, marked[index]!).length > 0 ? [marked[index]!] : [],
  )
  const defaults = await allWithDefaults(kubectl, unclear)
  return changed.map(({ live, fields }, index) => {
    const at = unclear.indexOf(marked[index]!)
    return at < 0
      ? []
      : fieldsWithoutManifest(fields, live, marked[index]!, defaults[at]).map(({ path }) => formatPointer(path))
  })
}

/**
 * Manifests as the server completes them for new objects, with one call for all that it accepts. Copies with other names are tried,
 * because an existing object keeps its fields. If the server refuses a copy, the manifest itself.
 */
export async function allWithDefaults(
  kubectl: Kubectl,
  objects: readonly KubernetesObject[],
): Promise<readonly unknown[]> {
  const copies = objects.map((object) => ({
    object,
    copy: { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-defaults` } },
  }))
  const tried = async (some: readonly (typeof copies)[number][]): Promise<readonly unknown[] | undefined> => {
    const { ok, stdout } = await kubectl.dryRun(
      some.map(({ copy }) => copy),
      ownManager,
    )
    if (!ok) return undefined
    const found = new Map(itemsOf(stdout).map((object) => [identityOf(object), object]))
    return some.map(({ object, copy }) => originalOf(found.get(identityOf(copy)), copy, object))
  }
  return inHalves(copies, tried, async (one) => (await tried([one]))?.[0] ?? one.object)
}

/** The server sets the name of a namespace as a label. */
const originalOf = (completed: LiveObject | undefined, copy: KubernetesObject, object: KubernetesObject): unknown =>
  completed === undefined
    ? object
    : JSON.parse(
        JSON.stringify(completed).replaceAll(JSON.stringify(copy.metadata.name), JSON.stringify(object.metadata.name)),
      )

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
