import { type Invocation, type Run, usageError } from '@thanos-gitops/command-line'
import { diffWithServer } from '@thanos-gitops/diff'
import type { Diff } from '@thanos-gitops/manifest/change'
import { type Restart, type RestartOptions, restart } from '@thanos-gitops/render/edit'
import { findingsText } from '@thanos-gitops/report'
import { loadBase, readDeliverySettings, requireRoot } from '@thanos-gitops/workspace'
import { renderedSides } from '@thanos-gitops/workspace/comparison'
import {
  changedFiles,
  type EditableEnvironment,
  readEditableEnvironments,
  sourceDifference,
  writeSources,
} from '@thanos-gitops/workspace/edit'
import type { restartDeclaration } from '../declarations/restart.ts'
import { limitsFor } from '../limits-for.ts'
import { writeEnvironment } from '../write-environment.ts'

type RestartInvocation = Invocation<typeof restartDeclaration>

const run: Run<typeof restartDeclaration> = async ({ positionals: [name = '', ...workloads], options }) => {
  const request = requestOf(workloads, options)
  const root = requireRoot(options.root)
  const settings = readDeliverySettings(root)
  const base = await loadBase(root)
  const [environment] = readEditableEnvironments(root, base, [name])
  const restarted = restart(base, environment!, request)
  if (changedFiles(environment!.sources, restarted.sources).length === 0) {
    console.log(`${name}: nothing to change`)
    return 0
  }
  const diff = await diffOf(root, environment!, restarted, options['all-verdicts'])
  console.log(`${sourceDifference(environment!.sources, restarted.sources)}\n`)
  if (!options['dry-run']) {
    writeSources(root, environment!.sources, restarted.sources)
    await writeEnvironment(root, restarted.rendered, settings)
    console.log()
  }
  console.log(effectText(diff))
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

async function diffOf(
  root: string,
  { rendered }: EditableEnvironment,
  after: Restart,
  allVerdicts: boolean,
): Promise<Diff> {
  const [diff] = await diffWithServer([renderedSides(root, rendered, after.rendered)], {
    limits: limitsFor(allVerdicts),
  })
  return diff!
}

/** What the change does to each workload, with its class. */
function effectText({ objects, findings }: Diff): string {
  const lines = objects.map((object) => `${object.class.padEnd(10)} ${labelOfChange(object)}\n  ${object.why}`)
  return [...(findings.length > 0 ? [findingsText(findings)] : []), ...lines].join('\n')
}

const labelOfChange = ({ kind, name }: Diff['objects'][number]): string => `${kind}/${name}`

const nextSteps = (environment: string): string => `Next:
  1. Commit environments/${environment} and open a pull request.
  2. After the merge, wait for the pods: npm run status -- ${environment} --context ${environment}`
