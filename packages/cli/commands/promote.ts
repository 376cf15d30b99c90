import { type Run, startProgress, usageError } from '@thanos-gitops/command-line'
import { compareEnvironments } from '@thanos-gitops/render/compare'
import { promote } from '@thanos-gitops/render/edit'
import { compareText } from '@thanos-gitops/report'
import { requireRoot } from '@thanos-gitops/workspace'
import { changedFiles, readEditableEnvironments, sourceDifference, writeSources } from '@thanos-gitops/workspace/edit'
import { promotedSource } from '@thanos-gitops/workspace/pins'
import type { promoteDeclaration } from '../declarations/promote.ts'
import { effectText } from '../effect-text.ts'
import { moveOperations } from '../move-operations.ts'
import { requireComponent } from '../require-component.ts'

const run: Run<typeof promoteDeclaration> = async ({ positionals: [from = '', to = ''], options }) => {
  if (from === to)
    throw usageError(
      'thanos-gitops promote takes two different environments.',
      'For example: thanos-gitops promote staging production',
    )
  const root = requireRoot(options.root)
  if ([from, to].some((side) => side.startsWith('layers/'))) return moveOperations(root, from, to, options)
  if (options.at !== undefined)
    throw usageError(
      '--at selects an operation to move to a layer or from it.',
      'For example: thanos-gitops promote eu-1 layers/eu --at FILE:LINE',
    )
  const progress = startProgress('promote')
  const [source, target] = await readEditableEnvironments(root, [from, to], progress.show)
  progress.clear()
  requireComponent(options.component, [source!.rendered, target!.rendered])

  // A pin is for all components.
  const pin = options.component === undefined ? await promotedSource(root, source!, target!) : {}
  const promotion = promote(source!, target!, options.component, pin.moved)
  const { sources, rendered } = promotion
  const skipped = [...promotion.skipped, ...(pin.skipped === undefined ? [] : [pin.skipped])]
  const isChanged = changedFiles(target!.sources, sources).length > 0
  console.log(isChanged ? sourceDifference(target!.sources, sources) : `${to}: nothing to change`)
  if (pin.moved !== undefined) {
    progress.show("the API server's code judges the change")
    const effect = await effectText(root, target!.rendered, rendered, false)
    progress.clear()
    console.log(`\nEffect:\n${effect || 'No object changes.'}`)
  }
  progress.end()
  if (!options['dry-run']) writeSources(root, target!.sources, sources)
  for (const reason of skipped) console.log(`Not copied: ${reason}`)
  const differences = compareEnvironments([source!.rendered, rendered], options.component)
  console.log(`\nStill different:\n${compareText([from, to], differences)}`)
  if (isChanged && !options['dry-run']) console.log(`\nNext: npx nx render ${to}`)
  return 0
}
export default run
