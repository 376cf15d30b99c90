// Images from a mirror: one prefix for all of them, or a prefix for each registry.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ImageOverride } from '@thanos-gitops/manifest'
import { imageNamePattern } from '@thanos-gitops/render/settings'
import { parseImage } from '@thanos-gitops/workloads/image'
import { failure } from '../failure.ts'
import { requireFormat } from '../script-options.ts'

/** Prefixes by registry. The registry `''` is for all images, which then keep the last part of their name only. */
export type Mirror = ReadonlyMap<string, string>

const prefix = {
  pattern: new RegExp(`^${imageNamePattern}$`),
  description: 'the address of a registry, with a path or without one, in lower case and without https://',
  example: 'registry.example.com/mirror',
}

/** @param text `registry.example.com/mirror`, or `quay.io=registry.example.com/quay,docker.io=…` */
export function readMirror(text: string): Mirror {
  return new Map(
    text
      .split(',')
      .filter((entry) => entry !== '')
      .map((entry) => {
        const [registry, target] = entry.includes('=') ? entry.split('=', 2) : ['', entry]
        requireFormat('--mirror', target!.trim(), prefix)
        return [registry!.trim(), target!.trim()]
      }),
  )
}

/** The names of the images of a rendered environment, without tags, sorted. */
export function imagesOf(root: string, environment: string): readonly string[] {
  const workloads = globSync(`environments/${environment}/manifests/*.{statefulset,deployment,daemonset,job}*.yaml`, {
    cwd: root,
  })
  const images = workloads.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^[ -]*image: (\S+)$/gm)].map(([, image]) => image!),
  )
  return [...new Set(images.map((image) => parseImage(image).name))].sort()
}

/** @throws Failure if no image comes from a registry that the mirror names */
export function overridesFor(mirror: Mirror, images: readonly string[]): readonly ImageOverride[] {
  const registries = [...new Set(images.map(registryOf))]
  for (const registry of mirror.keys())
    if (registry !== '' && !registries.includes(registry))
      throw failure(
        'usage-error',
        `--mirror: No image of the environment comes from ${registry}.`,
        `Its registries: ${registries.join(', ')}.`,
      )
  return images.flatMap((name) => {
    const registry = registryOf(name)
    const own = mirror.get(registry)
    const common = mirror.get('')
    if (own !== undefined) return [{ name, newName: `${own}${name.slice(registry.length)}` }]
    return common === undefined ? [] : [{ name, newName: `${common}/${name.split('/').at(-1)!}` }]
  })
}

const registryOf = (image: string): string => image.split('/')[0]!
