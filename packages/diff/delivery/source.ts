import type { Finding } from '@thanos-gitops/manifest'
import type { DiffContext } from '../context.ts'
import type { DeliverySource, DeliveryState } from './state.ts'
import { toolNames } from './tool-names.ts'

// The delivery objects are in the repository that they read. A commit that points them to a repository that cannot be read is therefore the
// last one that they apply: source-controller keeps the last artifact, and Argo CD reports a ComparisonError. Neither deletes anything.

/** Another repository or branch, and another Secret that opens it. */
export function sourceFindings({ states, names }: DiffContext): readonly Finding[] {
  const [before, after] = [states.before?.source, states.after?.source]
  if (before === undefined || after === undefined) return []
  const bootstrap = `npm run bootstrap -- ${names?.context ?? 'ENVIRONMENT'} --context ${names?.toolContext ?? 'CONTEXT'}`
  const findings: Finding[] = []
  if (before.repository !== after.repository || before.branch !== after.branch)
    findings.push(repositoryFinding(before, after, states.after!, bootstrap))
  if (before.secret !== after.secret)
    findings.push({
      code: 'credentials-change',
      severity: 'warning',
      message: `Flux opens the repository ${after.secret === undefined ? 'without a Secret' : `with Secret ${after.secret}`} instead of ${before.secret === undefined ? 'without one' : `Secret ${before.secret}`}. If the repository cannot be read with it, the GitRepository fails: nothing is deleted, and no later commit is applied, also none that restores the name.`,
      remedy: `Create the Secret before the merge. If it was missing: create it, and Flux continues at its next try. Or correct environments/delivery.yaml and run from a clone: ${bootstrap}`,
    })
  return findings
}

const sourceText = ({ repository, branch }: { repository: string; branch: string | undefined }): string =>
  branch === undefined ? repository : `${repository} (${branch})`

function repositoryFinding(
  before: DeliverySource,
  after: DeliverySource,
  { tools, argoCdReads }: DeliveryState,
  bootstrap: string,
): Finding {
  const isRefused = tools.includes('argo-cd') && !argoCdReads(before.repository)
  const refusal = isRefused
    ? ' The AppProject no longer permits the old one, from which Argo CD still reads the commit that moves it: Argo CD stops in the middle, and applies no later commit.'
    : ''
  const setting = isRefused ? `Set formerRepositories: [${before.repository}] in environments/delivery.yaml. ` : ''
  return {
    code: 'repository-changes',
    severity: isRefused ? 'error' : 'warning',
    message: `${toolNames(tools)}: the repository changes from ${sourceText(before)} to ${sourceText(after)}. The commit is read from the old one. From then on only the new one is read, also for the objects that name it. If it cannot be read, or does not have the folder of the environment, nothing is deleted, and no later commit is applied.${refusal}`,
    remedy: `${setting}Before the merge, push the same commits to the new repository, and give the tools credentials for it. Merge in both, and write to the new one from then on. If the new one cannot be read, correct environments/delivery.yaml and run from a clone: ${bootstrap}`,
  }
}
