import { type Run, startProgress } from '@thanos-gitops/command-line'
import { chooseEnvironments } from '@thanos-gitops/render'
import { environmentListJson, environmentListText, objectListJson, objectListText } from '@thanos-gitops/report'
import { renderEnvironments, requireRoot } from '@thanos-gitops/workspace'
import type { listDeclaration } from '../declarations/list.ts'
import { notesNoEnvironment } from '../no-environment.ts'

const run: Run<typeof listDeclaration> = async ({ positionals, options }) => {
  const root = requireRoot(options.root)
  const names = chooseEnvironments(root, positionals)
  if (notesNoEnvironment(names) && !options.json) return 0
  const progress = startProgress('list')
  const rendered = await renderEnvironments(root, names, progress.show)
  progress.end()
  if (positionals.length === 0) console.log((options.json ? environmentListJson : environmentListText)(rendered))
  else console.log((options.json ? objectListJson : objectListText)(rendered))
  return 0
}
export default run
