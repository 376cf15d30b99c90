import { parseImage } from '@thanos-gitops/workloads/image'
import { isMap, type YAMLMap } from 'yaml'
import { layerOf } from '../layers/layers-folder.ts'
import { imagesOf } from '../patches/image-overrides.ts'
import type { PromotionSide } from './promotion-side.ts'
import { editFile, type SourceFiles } from './source-files.ts'
import {
  type Edit,
  fieldOf,
  itemRemoval,
  itemsOf,
  keyRemoval,
  type ListItem,
  parseContent,
  valueEdit,
  valueSource,
} from './yaml-edits.ts'

const versionKeys = ['newTag', 'digest'] as const

/** Copies tags and digests of image overrides. The registry of an image stays: it belongs to the environment. */
export function promoteImages(
  from: PromotionSide,
  to: PromotionSide,
  original: SourceFiles,
  component: string | undefined,
  skipped: string[],
): SourceFiles {
  const { file } = to.files.environment
  const differing = differingImages(from, to)
  const shared = differing.length === 0 ? undefined : [from, to].map(layerOfImages).find((one) => one !== undefined)
  if (shared !== undefined) {
    skipped.push(`The images ${differing.join(', ')}: ${shared} sets images for all environments that list the layer.`)
    return original
  }
  let sources = original
  for (const name of differing) {
    if (!usesImage(from, name, component)) continue
    if (usesImage(to, name, component))
      sources = editFile(sources, file, (content) => imageEdits(file, content, name, versionSources(from, name)))
    else skipped.push(`No container of ${to.files.name} uses the image ${name}.`)
  }
  return sources
}

/** The `layer.yaml` that sets the images of an environment. Environments share it, so a promotion does not change it. */
function layerOfImages({ rendered: { settings, environment } }: PromotionSide): string | undefined {
  const { file } = settings.keyPlace(['images'])
  return environment.images.length > 0 && layerOf(file) !== undefined ? file : undefined
}

/** The images whose overrides have different tags or digests. */
function differingImages(from: PromotionSide, to: PromotionSide): readonly string[] {
  const sides = [from, to].map(
    ({ rendered }) => new Map(rendered.environment.images.map((image) => [image.name, image])),
  )
  const names = new Set(sides.flatMap((images) => [...images.keys()]))
  const isEqual = (name: string): boolean =>
    versionKeys.every((key) => sides[0]!.get(name)?.[key] === sides[1]!.get(name)?.[key])
  return [...names].filter((name) => !isEqual(name))
}

const usesImage = ({ rendered: { targets } }: PromotionSide, name: string, component: string | undefined): boolean =>
  targets.some(
    (one) =>
      (component === undefined || one.component === component) &&
      imagesOf(one.object).some(({ image }) => parseImage(image).name === name),
  )

/** The tag and the digest of an override as they are written, with quotes. */
function versionSources({ files: { environment }, sources }: PromotionSide, name: string): ReadonlyMap<string, string> {
  const content = sources.get(environment.file)!
  const item = imageItems(environment.file, content).find(({ node }) => node.get('name') === name)
  return new Map(
    versionKeys.flatMap((key) => {
      const value = item && fieldOf(item.node, key)
      return value ? [[key, valueSource(content, value)] as const] : []
    }),
  )
}

function imageItems(file: string, content: string): readonly ListItem[] {
  const root = parseContent(content)
  return isMap(root) ? itemsOf(file, content, fieldOf(root as YAMLMap, 'images')) : []
}

function imageEdits(
  file: string,
  content: string,
  name: string,
  versions: ReadonlyMap<string, string>,
): readonly Edit[] {
  const items = imageItems(file, content)
  const item = items.find(({ node }) => node.get('name') === name)
  if (item === undefined) return [newOverride(content, items.at(-1), name, versions)]
  const keys = Object.keys(item.node.toJSON() as object)
  if (versions.size > 0 || keys.includes('newName')) return versionEdits(content, item, versions)
  if (items.length > 1) return [itemRemoval(item)]
  const removal = keyRemoval(content, parseContent(content) as YAMLMap, 'images')
  return removal ? [removal] : []
}

function newOverride(
  content: string,
  last: ListItem | undefined,
  name: string,
  versions: ReadonlyMap<string, string>,
): Edit {
  const indentation = ' '.repeat(last?.indentation ?? 2)
  const fields = [...versions].map(([key, value]) => `${indentation}  ${key}: ${value}\n`)
  const lines = `${indentation}- name: ${name}\n${fields.join('')}`
  if (last) return { start: last.end, end: last.end, text: lines }
  const separator = content.endsWith('\n') ? '' : '\n'
  return { start: content.length, end: content.length, text: `${separator}images:\n${lines}` }
}

const versionEdits = (content: string, item: ListItem, versions: ReadonlyMap<string, string>): readonly Edit[] =>
  versionKeys.flatMap((key): readonly Edit[] => {
    const value = versions.get(key)
    const present = fieldOf(item.node, key)
    if (value === undefined) return present ? [keyRemoval(content, item.node, key)!] : []
    if (present) return [valueEdit(content, present, value)]
    return [{ start: item.end, end: item.end, text: `${' '.repeat(item.indentation + 2)}${key}: ${value}\n` }]
  })
