import { join } from 'node:path'
import { readOptionalFile, readOptionalFolder, refuseLink } from '@thanos-gitops/manifest'
import { layersFolder, removeUnfinished, replaceFile } from '@thanos-gitops/render'
import { type LayerSchema, layerResourcesSchema, layerSchema, valuesReader } from '@thanos-gitops/render/editor-schema'
import type { LayerReview } from '@thanos-gitops/workspace'

/** Writes the schemas for editors of layers that have changed. git ignores them, like those of environments. Throws a Failure. */
export function writeLayerSchemas(root: string, review: LayerReview): void {
  const read = valuesReader(root)
  for (const [layer, environments] of review.complete()) {
    writeSchema(root, layerSchema(root, layer, environments, read))
    if (hasResources(root, layer)) writeSchema(root, layerResourcesSchema(layer, environments))
  }
}

const hasResources = (root: string, layer: string): boolean =>
  readOptionalFolder(root, `${layersFolder}/${layer}/resources`)?.some((name) => name.endsWith('.yaml')) ?? false

function writeSchema(root: string, { file, isCurrent, text }: LayerSchema): void {
  refuseLink(join(root, file), file)
  if (isCurrent(readOptionalFile(root, file) ?? '')) return
  removeUnfinished([join(root, file)])
  replaceFile(join(root, file), text())
}
