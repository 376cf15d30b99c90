import type { Finding } from '@thanos-gitops/manifest'
import type { DiffContext } from '../context.ts'
import { toolNames } from './tool-names.ts'

// The delivery objects are in the repository that they read. A commit that points them to a repository that cannot be read is therefore the
// last one that they apply: source-controller keeps the last artifact, and Argo CD reports a ComparisonError. Neither deletes anything.

/** Another repository or branch, and another Secret that opens it. */
export function sourceFindings({ states, names }: DiffContext): readonly Finding[] {
  const [before, after] = [states.before?.source, states.after?.source]
  if (before === undefined || after === undefined) return []
  const tools = toolNames(states.after!.tools)
  const bootstrap = `npm run bootstrap -- ${names?.context ?? 'ENVIRONMENT'} --context ${names?.toolContext ?? 'CONTEXT'}`
  const findings: Finding[] = []
  if (before.repository !== after.repository || before.branch !== after.branch)
    findings.push({
      code: 'repository-changes',
      severity: 'warning',
      message: `${tools}: the repository changes from ${sourceText(before)} to ${sourceText(after)}. The commit is read from the old one. From then on only the new one is read, also for the objects that name it. If it cannot be read, or does not have the folder of the environment, nothing is deleted, and no later commit is applied.`,
      remedy: `Before the merge, push the same commits to the new repository, and give the tools credentials for it. Merge in both, and write to the new one from then on. If the new one cannot be read, correct environments/delivery.yaml and run from a clone: ${bootstrap}`,
    })
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
