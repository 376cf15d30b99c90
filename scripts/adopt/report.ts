// What `adopt` prints: the plan, or the next steps.
import { counted } from '@thanos-gitops/report'
import type { Adoption } from './adoption.ts'
import type { Changes } from './changes.ts'
import { externalsOf } from './exceptions.ts'

export function planOf({ name, mirror }: Adoption, { removed, files, environment }: Changes): string {
  return [
    ...removed.map((example) => `would remove environments/${example}`),
    ...[...files.keys()].map((file) => `would write ${file}`),
    ...[...environment.keys()].map((file) => `would write environments/${name}/${file}`),
    ...[...mirror].map(([registry, target]) => `would take images${registry && ` of ${registry}`} from ${target}`),
    'would run thanos-gitops render, validate and check',
  ].join('\n')
}

export function nextSteps(adoption: Adoption, origin: string | undefined): string {
  const { name, repository, branch, delivery, namespace = 'kube-monitor' } = adoption
  const tool = delivery === 'both' ? ' --tool argo-cd|flux' : ''
  const externals = externalsOf(adoption).map(
    ({ kind, name: object, keys }) => `     ${kind} ${object}${keys === undefined ? '' : `: ${keys.join(', ')}`}`,
  )
  const steps = [
    ...(origin === repository ? [] : [`git remote ${origin === undefined ? 'add' : 'set-url'} origin ${repository}`]),
    `git switch --create adopt && git add --all && git commit --message "Adopt the repository for ${name}"`,
    `git push --set-upstream origin adopt, and open a pull request to ${branch}`,
    `In the cluster, ${counted(externals.length, 'object')} must exist; Secrets in the namespace ${namespace}, with these keys:\n${externals.join('\n')}`,
    `After the merge: npm run bootstrap -- ${name} --context CONTEXT${tool}`,
  ]
  return `Next:\n${steps.map((step, index) => `  ${index + 1}. ${step}`).join('\n')}`
}
