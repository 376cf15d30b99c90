import { join } from 'node:path'
import { readOptionalFile, refuseLink } from '@thanos-gitops/manifest'
import { removeUnfinished, replaceFile } from '@thanos-gitops/render'
import { layerSchema } from '@thanos-gitops/render/editor-schema'
import type { LayerReview } from '@thanos-gitops/workspace'

/** Writes the schemas for editors of layers that have changed. git ignores them, like those of environments. Throws a Failure. */
export function writeLayerSchemas(root: string, review: LayerReview): void {
  for (const [layer, environments] of review.complete()) {
    const { file, text } = layerSchema(layer, environments)
    refuseLink(join(root, file), file)
    if (readOptionalFile(root, file) === text) continue
    removeUnfinished([join(root, file)])
    replaceFile(join(root, file), text)
  }
}
