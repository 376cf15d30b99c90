import { Failure } from '@thanos-gitops/manifest'
import type { RenderedEnvironment } from '../render.ts'
import type { MovedTarget } from './promote.ts'
import { promoteSource } from './promote-source.ts'
import type { PromotionSide } from './promotion-side.ts'
import { renderSources, type SourceFiles } from './source-files.ts'

/** Moves the pin of an environment, and nothing else. Throws a Failure if it does not render at the new revision. */
export function moveSource(
  to: PromotionSide,
  { source, base, files }: MovedTarget,
): { readonly sources: SourceFiles; readonly rendered: RenderedEnvironment } {
  const sources = promoteSource(to, to.sources, source)
  const rendered = renderSources(base, files, sources)
  if ('manifests' in rendered) return { sources, rendered }
  throw new Failure([
    {
      code: 'promote-refused',
      severity: 'error',
      message: `${to.files.name} does not render at ${source}. Nothing was changed. The lines below are those of ${to.files.name} with the moved pin.`,
      remedy: `Correct ${to.files.name} in a pull request of its own, and run the command again.`,
      place: to.files.environment.place(['source']),
    },
    ...rendered,
  ])
}
