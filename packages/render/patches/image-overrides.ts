import {
  didYouMean,
  factsOf,
  formatPointer,
  type ImageOverride,
  isObject,
  type KubernetesObject,
  type ReportProblem,
  valueAt,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { applyOperation } from './apply-operation.ts'
import type { FieldWrite, PatchedObject } from './patch.ts'

/** The place of an override is that of the first of these keys that it has. */
const imageKeys = ['digest', 'newTag', 'newName'] as const
const containerLists = ['initContainers', 'containers', 'ephemeralContainers']

/** Replaces images as kustomize's `images` does. An override that matches no image is reported. */
export function overrideImages(
  objects: readonly PatchedObject[],
  overrides: readonly ImageOverride[],
  source: YamlFile,
  report: ReportProblem,
): readonly PatchedObject[] {
  if (overrides.length === 0) return objects
  const indexes = new Map(overrides.map(({ name }, index) => [name, index]))
  const names = new Set<string>()
  const result = objects.map(({ object, writes }) => {
    let current = object
    const newWrites: FieldWrite[] = []
    for (const { path, image } of imagesOf(object)) {
      const { name } = splitImage(image)
      names.add(name)
      const index = indexes.get(name)
      if (index === undefined) continue
      const override = overrides[index]!
      const value = overrideImage(image, override)
      current = applyOperation(current, { op: 'replace', path, value }) as KubernetesObject
      const key = imageKeys.find((one) => override[one] !== undefined)!
      const place: FieldWrite['place'] = () => source.place(['images', index, key])
      newWrites.push({ layer: 'image', op: 'replace', pointer: formatPointer(path), value, place })
    }
    return newWrites.length === 0 ? { object, writes } : { object: current, writes: [...writes, ...newWrites] }
  })
  overrides.forEach(({ name }, index) => {
    if (names.has(name)) return
    report(
      'image-unknown',
      source.place(['images', index, 'name']),
      `No container of this environment uses the image ${name}.`,
      didYouMean(name, names) ?? `Images: ${[...names].sort().join(', ')}.`,
    )
  })
  return result
}

/** The images of an object's containers, each with its path. */
export function imagesOf(object: { kind: string }): readonly { path: readonly string[]; image: string }[] {
  const { podSpec } = factsOf(object.kind)
  const pod = podSpec && valueAt(object, podSpec)
  if (!isObject(pod)) return []
  return containerLists.flatMap((list) => {
    const containers = pod[list]
    if (!Array.isArray(containers)) return []
    return containers.flatMap((container: unknown, index) =>
      isObject(container) && typeof container.image === 'string'
        ? [{ path: [...podSpec!, list, String(index), 'image'], image: container.image }]
        : [],
    )
  })
}

/** The parts of `host:5000/name:tag@digest`. A colon before the last slash belongs to a registry's port. */
export function splitImage(image: string): { name: string; tag?: string; digest?: string } {
  const at = image.indexOf('@')
  const withTag = at === -1 ? image : image.slice(0, at)
  const colon = withTag.lastIndexOf(':')
  const hasTag = colon > withTag.lastIndexOf('/')
  return {
    name: hasTag ? withTag.slice(0, colon) : withTag,
    ...(hasTag ? { tag: withTag.slice(colon + 1) } : {}),
    ...(at === -1 ? {} : { digest: image.slice(at + 1) }),
  }
}

/** Like kustomize: a new tag removes the old digest, a new digest removes the old tag, and both can be set together. */
function overrideImage(image: string, { newName, newTag, digest }: ImageOverride): string {
  const old = splitImage(image)
  const version = newTag === undefined && digest === undefined ? old : { tag: newTag, digest }
  const tagText = version.tag === undefined ? '' : `:${version.tag}`
  const digestText = version.digest === undefined ? '' : `@${version.digest}`
  return `${newName ?? old.name}${tagText}${digestText}`
}
