import { type Base, Failure } from '@thanos-gitops/manifest'
import type { EnvironmentFiles } from '../environment/environment-files.ts'
import type { RenderedEnvironment } from '../render.ts'
import { promoteImages } from './promote-images.ts'
import { promoteOperations } from './promote-operations.ts'
import { promoteSource } from './promote-source.ts'
import type { PromotionSide } from './promotion-side.ts'
import { renderSources, type SourceFiles } from './source-files.ts'

export interface Promotion {
  /** The changed source files of the target. */
  readonly sources: SourceFiles
  readonly rendered: RenderedEnvironment
  /** What was not promoted, in sentences. */
  readonly skipped: readonly string[]
}

/** The target of a promotion at the revision to which its pin moves. */
export interface MovedTarget {
  readonly source: string
  readonly base: Base
  /** With the layers of that revision. */
  readonly files: EnvironmentFiles
}

/**
 * Copies the fields that the policy marks with `promote`, and the tags and digests of images, from one environment to another.
 * Everything else of the target (registries, sizes, unmarked fields) stays. Throws a Failure if the target would not render.
 *
 * @param component copies only what belongs to this component
 * @param moved the target at the revision to which its pin moves, if it moves
 */
export function promote(from: PromotionSide, to: PromotionSide, component?: string, moved?: MovedTarget): Promotion {
  const skipped: string[] = []
  const withOperations = promoteOperations(from, to, component, skipped)
  const withImages = promoteImages(from, to, withOperations, component, skipped)
  const sources = moved === undefined ? withImages : promoteSource(to, withImages, moved.source)
  const { base, files } = moved ?? { base: to.rendered.base, files: to.files }
  const rendered = renderSources(base, files, sources)
  if ('manifests' in rendered) return { sources, rendered, skipped }
  const { name } = to.files
  throw new Failure([
    {
      code: 'promote-refused',
      severity: 'error',
      message: `${name} does not accept the values of ${from.files.name}. Nothing was changed. The lines below are those of the changed files.`,
      remedy: 'Change the value, or the policy, which its owners must approve.',
    },
    ...rendered,
  ])
}
