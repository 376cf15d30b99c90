import {
  didYouMean,
  formatPointer,
  type ImageOverride,
  type KubernetesObject,
  type ReportProblem,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { containerEntries } from '@thanos-gitops/workloads/containers'
import { formatImage, parseImage } from '@thanos-gitops/workloads/image'
import { applyOperation } from './apply-operation.ts'
import type { FieldWrite, PatchedObject } from './patch.ts'

/** The place of an override is that of the first of these keys that it has. */
const imageKeys = ['digest', 'newTag', 'newName'] as const

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
      const { name } = parseImage(image)
      names.add(name)
      const index = indexes.get(name)
      if (index === undefined) continue
      const override = overrides[index]!
      const value = overrideImage(image, override)
      current = applyOperation(current, { op: 'replace', path, value }) as KubernetesObject
      const key = imageKeys.find((one) => override[one] !== undefined)!
      const place: FieldWrite['place'] = () => source.place(['images', index, key])
      newWrites.push({
        layer: 'image',
        op: 'replace',
        pointer: formatPointer(path),
        value,
        replacedImage: image,
        place,
      })
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
export const imagesOf = (object: { kind: string }): readonly { path: readonly string[]; image: string }[] =>
  containerEntries(object).flatMap(({ path, fields: { image } }) =>
    typeof image === 'string' ? [{ path: [...path, 'image'], image }] : [],
  )

/** Like kustomize: a new tag removes the old digest, a new digest removes the old tag, and both can be set together. */
function overrideImage(image: string, { newName, newTag, digest }: ImageOverride): string {
  const old = parseImage(image)
  const name = newName ?? old.name
  if (newTag === undefined && digest === undefined) return formatImage({ ...old, name })
  return formatImage({ name, ...(newTag !== undefined && { tag: newTag }), ...(digest !== undefined && { digest }) })
}
