import { sourceReaderVersion } from '@thanos-gitops/manifest'
import { schemaVersion } from '@thanos-gitops/render/editor-schema'

/** What decides, besides its sources, which objects a base has and whether it is valid. Changed rules judge a base again. */
export const baseRules = (): readonly string[] => [sourceReaderVersion(), schemaVersion(), process.version]
