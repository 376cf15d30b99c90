import type { EnvironmentFiles } from '../environment/environment-files.ts'
import type { RenderedEnvironment } from '../render.ts'
import type { SourceFiles } from './source-files.ts'

/** An environment with its source files. */
export interface PromotionSide {
  readonly files: EnvironmentFiles
  readonly rendered: RenderedEnvironment
  readonly sources: SourceFiles
}
