import type { Finding } from '@thanos-gitops/manifest'
import { layerOf } from './layers-folder.ts'

/** The problems of an environment. Those in files of layers name it, because other environments may have other problems with them. */
export const inLayers = (environment: string, findings: readonly Finding[]): readonly Finding[] =>
  findings.map((finding) =>
    finding.place === undefined || layerOf(finding.place.file) === undefined
      ? finding
      : { ...finding, environments: [environment] },
  )
