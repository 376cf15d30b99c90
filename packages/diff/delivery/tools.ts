import type { Finding } from '@thanos-gitops/manifest'
import type { DiffContext } from '../context.ts'
import { toolNames } from './tool-names.ts'

/** Another delivery tool. The old tool's own objects are not deleted, because their folder no longer exists. */
export function toolFinding({ states, names }: DiffContext): Finding | undefined {
  const [before, after] = [states.before, states.after]
  if (before === undefined || after === undefined || before.tools.length === 0) return undefined
  const removed = before.tools.filter((tool) => !after.tools.includes(tool))
  const added = after.tools.filter((tool) => !before.tools.includes(tool))
  if (removed.length + added.length === 0) return undefined
  const environment = names?.context ?? 'ENVIRONMENT'
  const bootstrap = `npm run bootstrap -- ${environment} --context ${names?.toolContext ?? 'CONTEXT'}`
  if (removed.length === 0)
    return {
      code: 'tool-changes',
      severity: 'warning',
      message: `Delivery objects of ${toolNames(added)} are added. Nothing applies them, and ${toolNames(before.tools)} continues to sync.`,
      remedy: 'Do not apply the objects of both tools to one cluster: the two undo the changes of each other.',
    }
  return {
    code: 'tool-changes',
    severity: 'warning',
    message: `The delivery objects of ${toolNames(removed)} leave git. They stay in the cluster and continue to sync the manifests, because the object that applies them no longer finds their folder: it reports an error and deletes nothing.${added.length === 0 ? '' : ` ${toolNames(added)} applies nothing before its objects are in the cluster.`}`,
    remedy: `Follow "Another tool" in environments/README.md: delete the objects of ${toolNames(removed)} from the cluster first${added.length === 0 ? '' : `, then apply those of ${toolNames(added)} with ${bootstrap}`}. Two tools must never sync one cluster.`,
  }
}
