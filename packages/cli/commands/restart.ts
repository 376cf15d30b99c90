import { type Invocation, type Run, startProgress, usageError } from '@thanos-gitops/command-line'
import { type RestartOptions, restart } from '@thanos-gitops/render/edit'
import { readDeliverySettings, requireRoot } from '@thanos-gitops/workspace'
import { changedFiles, readEditableEnvironments, sourceDifference, writeSources } from '@thanos-gitops/workspace/edit'
import type { restartDeclaration } from '../declarations/restart.ts'
import { effectText } from '../effect-text.ts'
import { writeEnvironment } from '../write-environment.ts'

type RestartInvocation = Invocation<typeof restartDeclaration>

const run: Run<typeof restartDeclaration> = async ({ positionals: [name = '', ...workloads], options }) => {
  const request = requestOf(workloads, options)
  const root = requireRoot(options.root)
  const settings = readDeliverySettings(root)
  const progress = startProgress('restart')
  const [environment] = await readEditableEnvironments(root, [name], progress.show)
  progress.clear()
  const restarted = restart(environment!.rendered.base, environment!, request)
  if (changedFiles(environment!.sources, restarted.sources).length === 0) {
    console.log(`${name}: nothing to change`)
    return 0
  }
  progress.show("the API server's code judges the change")
  const effect = await effectText(root, environment!.rendered, restarted.rendered, options['all-verdicts'])
  progress.end()
  console.log(`${sourceDifference(environment!.sources, restarted.sources)}\n`)
  if (!options['dry-run']) {
    writeSources(root, environment!.sources, restarted.sources)
    await writeEnvironment(root, restarted.rendered, settings)
    console.log()
  }
  console.log(effect)
  if (!options['dry-run']) console.log(`\n${nextSteps(name)}`)
  return 0
}
export default run

/** An annotation is not the place for a document. */
const longestReason = 200

function requestOf(workloads: readonly string[], { all, reason, at }: RestartInvocation['options']): RestartOptions {
  if (all === workloads.length > 0)
    throw usageError(
      all
        ? 'thanos-gitops restart takes workloads or --all, not both.'
        : 'thanos-gitops restart takes at least one workload.',
      'For example: thanos-gitops restart production thanos-store',
    )
  if (reason !== undefined && (reason.trim() === '' || reason.length > longestReason || /\p{Cc}/u.test(reason)))
    throw usageError(
      `--reason takes one line of 1 to ${longestReason} characters.`,
      'For example: --reason "new credentials of the bucket"',
    )
  return { workloads: all ? 'all' : workloads, at: timeOf(at), reason: reason?.trim() }
}

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/

/** In UTC, without fractions of a second. */
function timeOf(at: string | undefined): string {
  const time = at === undefined ? new Date() : new Date(rfc3339.test(at) ? at.toUpperCase() : Number.NaN)
  if (Number.isNaN(time.getTime()))
    throw usageError(`--at takes a time in RFC 3339, not ${at}.`, 'For example: --at 2026-11-26T15:04:05Z')
  return time.toISOString().replace(/\.\d+Z$/, 'Z')
}

const nextSteps = (environment: string): string => `Next:
  1. Commit environments/${environment} and open a pull request.
  2. After the merge, wait for the pods: npm run status -- ${environment} --context ${environment}`
