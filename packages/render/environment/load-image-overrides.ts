import {
  type Base,
  didYouMean,
  type ImageOverride,
  type MappingReader,
  type StringFormat,
} from '@thanos-gitops/manifest'
import { parseImage } from '@thanos-gitops/workloads/image'
import { placedComponents } from '../base/base-components.ts'
import { imagesOf } from '../patches/image-overrides.ts'
import { imageNamePattern } from './image-name.ts'

/** @param base whose images are the nearest names of a wrong one */
const imageName = (base: Base): StringFormat => ({
  pattern: new RegExp(`^${imageNamePattern}$`),
  description: 'the name of an image in lower case, without tag and digest',
  example: 'quay.io/thanos/thanos',
  remedy: (value) =>
    typeof value === 'string' ? didYouMean(value.replace(/[:@][^/]*$/, ''), imagesIn(base)) : undefined,
})

const imagesIn = (base: Base): ReadonlySet<string> =>
  new Set(
    placedComponents(base).flatMap(({ component }) =>
      component.objects.flatMap((object) => imagesOf(object).map(({ image }) => parseImage(image).name)),
    ),
  )

/** A new name as it can be copied from a browser or from a manifest, split into the settings of an override. */
const newImageName = (base: Base): StringFormat => ({
  ...imageName(base),
  remedy: (value) => {
    if (typeof value !== 'string') return undefined
    const { name, tag, digest } = parseImage(value.trim().replace(/^https?:\/\//, ''))
    const newName = name.toLowerCase()
    if (!new RegExp(`^${imageNamePattern}$`).test(newName)) return undefined
    const settings = [
      `newName: ${newName}`,
      ...(tag ? [`newTag: ${tag}`] : []),
      ...(digest ? [`digest: ${digest}`] : []),
    ]
    return `Write ${settings.join(' and ')}`
  },
})

const imageTag: StringFormat = {
  pattern: /^\w[\w.-]{0,127}$/,
  description: 'an image tag',
  example: 'v0.42.2',
  remedy: (value) => {
    const trimmed = typeof value === 'string' ? value.trim().replace(/^:/, '') : ''
    if (imageDigest.pattern.test(trimmed)) return `Write digest: ${trimmed}`
    return /^\w[\w.-]{0,127}$/.test(trimmed) ? `Write newTag: ${trimmed}` : undefined
  },
}
const imageDigest: StringFormat = {
  pattern: /^sha256:[0-9a-f]{64}$/,
  description: 'sha256: and 64 hexadecimal digits',
  example: `sha256:${'0123456789abcdef'.repeat(4)}`,
}

const replacements = ['newName', 'newTag', 'digest'] as const

/** Reads `images` of `environment.yaml`. */
export function readImageOverrides(fields: MappingReader<'images'>, base: Base): readonly ImageOverride[] {
  const overrides = fields.mappings('images', ['name', ...replacements], {
    subject: 'An image override',
    remedy: 'Write name, and newName, newTag or digest.',
  })
  const names = new Set<string>()
  return overrides.map((override) => {
    const name = override.requiredString('name', imageName(base))
    if (name !== '' && names.has(name))
      override.problem([], `${name} is overridden twice.`, 'Put both changes into one override.')
    names.add(name)
    if (!replacements.some((key) => override.has(key)))
      override.problem(
        [],
        'The image override has no effect.',
        'Add newName, newTag or digest, or remove the override.',
      )
    const newName = override.string('newName', newImageName(base))
    const newTag = override.string('newTag', imageTag)
    const digest = override.string('digest', imageDigest)
    return {
      name,
      ...(newName === undefined ? {} : { newName }),
      ...(newTag === undefined ? {} : { newTag }),
      ...(digest === undefined ? {} : { digest }),
    }
  })
}
