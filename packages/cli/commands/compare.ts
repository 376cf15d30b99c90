import { type Run, startProgress, usageError } from '@thanos-gitops/command-line'
import { compareEnvironments } from '@thanos-gitops/render/compare'
import { compareText } from '@thanos-gitops/report'
import { requireRoot } from '@thanos-gitops/workspace'
import { readEditableEnvironments } from '@thanos-gitops/workspace/edit'
import type { compareDeclaration } from '../declarations/compare.ts'
import { requireComponent } from '../require-component.ts'

const run: Run<typeof compareDeclaration> = async ({ positionals, options }) => {
  if (new Set(positionals).size < positionals.length)
    throw usageError('thanos-gitops compare takes each environment once.', 'Leave out the repeated names.')
  const root = requireRoot(options.root)
  const progress = startProgress('compare')
  const environments = (await readEditableEnvironments(root, positionals, progress.show)).map(
    ({ rendered }) => rendered,
  )
  progress.end()
  requireComponent(options.component, environments)
  const differences = compareEnvironments(environments, options.component)
  console.log(
    options.json
      ? JSON.stringify({ environments: positionals, differences }, null, 2)
      : compareText(positionals, differences),
  )
  return differences.length === 0 ? 0 : 1
}
export default run
