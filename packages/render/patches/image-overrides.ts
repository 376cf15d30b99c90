import { factsOf, type ImageOverride, isObject, nearest, valueAt, type YamlFile } from '@thanos-gitops/manifest'
import { didYouMean, type Report } from '../problems.ts'
import { applyOperation } from './apply-operation.ts'
import type { PatchedObject } from './apply-patches.ts'

/** Of the keys that an override has, the first of these is shown as its place. */
const imageKeys = ['digest', 'newTag', 'newName'] as const
const containerLists = ['initContainers', 'containers', 'ephemeralContainers']

/** Replaces images as kustomize's `images` does. An override that no image matches is reported. */
export function overrideImages(
  objects: readonly PatchedObject[],
  overrides: readonly ImageOverride[],
  source: YamlFile,
  report: Report,
): readonly PatchedObject[] {
  if (overrides.length === 0) return objects
  const byName = new Map(overrides.map((override, index) => [override.name, { override, index }]))
  const seen = new Set<string>()
  const result = objects.map(({ object, writes }) => {
    let current: unknown = object
    const written = [...writes]
    for (const { path, image } of imagesOf(object)) {
      const { name } = splitImage(image)
      seen.add(name)
      const found = byName.get(name)
      if (found === undefined) continue
      const value = overridden(image, found.override)
      current = applyOperation(current, { op: 'replace', path, value })
      const key = imageKeys.find((key) => found.override[key] !== undefined)!
      written.push({
        layer: 'image',
        op: 'replace',
        pointer: `/${path.join('/')}`,
        value,
        place: () => source.place(['images', found.index, key]),
      })
    }
    return current === object ? { object, writes } : { object: current as typeof object, writes: written }
  })
  overrides.forEach(({ name }, index) => {
    if (!seen.has(name))
      report(
        'image-unknown',
        source.place(['images', index, 'name']),
        `No container of this environment runs the image ${name}.`,
        didYouMean(nearest(name, seen)) ?? `Images: ${[...seen].sort().join(', ')}.`,
      )
  })
  return result
}

export function imagesOf(object: { kind: string }): readonly { path: readonly string[]; image: string }[] {
  const { podSpec } = factsOf(object.kind)
  if (podSpec === undefined) return []
  const pod = valueAt(object, podSpec)
  if (!isObject(pod)) return []
  return containerLists.flatMap((list) => {
    const containers = pod[list]
    if (!Array.isArray(containers)) return []
    return containers.flatMap((container: unknown, index) =>
      isObject(container) && typeof container.image === 'string'
        ? [{ path: [...podSpec, list, String(index), 'image'], image: container.image }]
        : [],
    )
  })
}

/** `host:5000/name:tag@digest` in parts. A colon before the last slash belongs to a registry's port. */
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

/** As kustomize: a new tag drops the old digest, a new digest drops the old tag, both together stand together. */
function overridden(image: string, { newName, newTag, digest }: ImageOverride): string {
  const old = splitImage(image)
  const kept = newTag === undefined && digest === undefined ? old : { tag: newTag, digest }
  return `${newName ?? old.name}${kept.tag === undefined ? '' : `:${kept.tag}`}${kept.digest === undefined ? '' : `@${kept.digest}`}`
}
