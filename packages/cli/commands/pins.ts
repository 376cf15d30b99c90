import { type Run, startProgress } from '@thanos-gitops/command-line'
import { paintOf } from '@thanos-gitops/command-line/color'
import { findingsText, pinsJson, pinsSummary, pinsText } from '@thanos-gitops/report'
import { requireRoot } from '@thanos-gitops/workspace'
import { pinStatuses } from '@thanos-gitops/workspace/pins'
import type { pinsDeclaration } from '../declarations/pins.ts'
import { notesNoEnvironment } from '../no-environment.ts'

const run: Run<typeof pinsDeclaration> = async ({ positionals, options }) => {
  const progress = startProgress('pins')
  const { statuses, problems } = await pinStatuses(requireRoot(options.root), positionals, progress.show)
  progress.end()
  if (problems.length > 0) console.error(findingsText(problems, paintOf(process.stderr)))
  if (options.format === 'json') console.log(pinsJson(statuses))
  else if (statuses.length > 0) console.log(`${pinsText(statuses)}\n\n${pinsSummary(statuses)}`)
  else if (problems.length === 0) notesNoEnvironment([])
  return problems.length > 0 ? 2 : 0
}
export default run
