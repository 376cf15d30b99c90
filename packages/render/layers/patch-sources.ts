import type { YamlFile } from '@thanos-gitops/manifest'
import type { LayerFiles } from './layer-files.ts'

/** The patch files of an environment in the order in which they are applied: those of its layers, then its own. */
export const patchSources = ({
  layers = [],
  patches,
}: {
  readonly layers?: readonly LayerFiles[]
  readonly patches: readonly YamlFile[]
}): readonly YamlFile[] => [...layers.flatMap((layer) => layer.patches), ...patches]
