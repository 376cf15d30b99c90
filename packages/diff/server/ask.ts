import { type Answer, type AskOptions, askApiServer, type Question, WorkLimitExceeded } from '@thanos-gitops/api-server'
import { Failure, type Finding, type SourcedObject } from '@thanos-gitops/manifest'
import type { Diff } from '@thanos-gitops/manifest/change'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import { deliveriesIn } from '../deliveries.ts'
import { type DiffOptions, diffManifests } from '../diff.ts'
import { type LastChange, unappliedIn } from '../unapplied.ts'
import { questionOf, type SideQuestion } from './questions.ts'
import { readVerdicts } from './read-verdicts.ts'
import type { Verdicts } from './verdicts.ts'

/** The two sides of a comparison, and what `diffManifests` needs. */
export interface Comparison extends Omit<DiffOptions, 'verdicts' | 'unapplied'> {
  readonly name: string
  readonly before: readonly SourcedObject[]
  readonly after: readonly SourcedObject[]
  /** The change of the old side that the tools applied last, if the new side may revert a part of it. */
  readonly lastChange?: LastChange
}

/**
 * What happens in clusters. All questions about all comparisons are asked at once. Beyond the limits, there are no verdicts, which a
 * finding reports.
 *
 * @throws Failure if there is no program that gives the API server's verdict, or if it fails
 */
export async function diffWithServer(
  comparisons: readonly Comparison[],
  options: AskOptions = {},
): Promise<readonly Diff[]> {
  const lastChanges = comparisons.map(lastChangeOf)
  const all = [...comparisons, ...lastChanges.filter((one) => one !== undefined)]
  const asked = all.map((comparison) => sideQuestion(comparison, versionOf(comparison)))
  const answered = await answersWithinLimits(asked, options)
  const answerTo = (comparison: Comparison): Answered => answered[all.indexOf(comparison)]!
  return comparisons.map((comparison, index) => {
    const { before, after, lastChange, ...rest } = comparison
    const { verdicts, findings } = answerTo(comparison)
    const last = lastChanges[index]
    const unapplied =
      lastChange &&
      last &&
      unappliedIn(lastChange, diffManifests(last.before, last.after, { ...rest, verdicts: answerTo(last).verdicts }))
    const diff = diffManifests(before, after, { ...rest, verdicts, ...(unapplied && { unapplied }) })
    return { ...diff, findings: [...findings, ...diff.findings] }
  })
}

/** The comparison of the objects before the last change with those of the old side. */
function lastChangeOf({ lastChange, ...comparison }: Comparison): Comparison | undefined {
  return lastChange && { ...comparison, before: lastChange.before, after: comparison.before }
}

const versionOf = ({ kubernetesVersion }: Comparison): string => kubernetesVersion ?? kubernetesVersions.at(-1)!

const sideQuestion = (comparison: Comparison, kubernetesVersion: string): SideQuestion =>
  questionOf(comparison.before, comparison.after, {
    name: comparison.name,
    kubernetesVersion,
    delivery: deliveriesIn(comparison),
  })

interface Answered {
  readonly verdicts: Verdicts
  readonly findings: readonly Finding[]
}

async function answersWithinLimits(sides: readonly SideQuestion[], options: AskOptions): Promise<readonly Answered[]> {
  try {
    return await answersTo(sides, options)
  } catch (error) {
    if (!(error instanceof WorkLimitExceeded)) throw error
    const first = sides.findIndex(({ question }) => question.requests.length > 0)
    return sides.map(({ objects }, index) => ({
      verdicts: new Map(objects.map(({ object }) => [object, { isBeyondLimit: true }])),
      findings: index === first ? error.findings.map(withConsequence) : [],
    }))
  }
}

const withConsequence = (finding: Finding): Finding => ({
  ...finding,
  message: `${finding.message} Changes that it refuses are missing, and no explicit default is recognized.`,
})

async function answersTo(sides: readonly SideQuestion[], options: AskOptions): Promise<readonly Answered[]> {
  // The program does not start for a comparison without a change.
  const open = sides.flatMap((side, index) => (side.question.requests.length > 0 ? [index] : []))
  const results: Answered[] = sides.map(() => ({ verdicts: new Map(), findings: [] }))
  if (open.length === 0) return results
  const { answers } = await askApiServer(
    open.map((index) => keptQuestion(sides[index]!.question, options)),
    options,
  )
  for (const [at, index] of open.entries()) {
    const given = answers[at]!
    results[index] =
      'supported' in given
        ? await withNearestVersion(sides[index]!, given.supported, options)
        : { verdicts: verdictsIn(sides[index]!, given.answers), findings: [] }
  }
  return results
}

/** The verdicts are kept for the next comparison, unless they are those of a program of a test. */
const keptQuestion = (question: Question, { program }: AskOptions): Question =>
  program === undefined ? { ...question, cache: `diff ${question.set.name}` } : question

const verdictsIn = ({ objects }: SideQuestion, answers: readonly Answer[]): Verdicts =>
  new Map(objects.map((requests) => [requests.object, readVerdicts(requests, answers)]))

/** The program has a few minor versions. Another one gets the verdicts of the nearest, and a warning. */
async function withNearestVersion(
  side: SideQuestion,
  supported: readonly string[],
  options: AskOptions,
): Promise<Answered> {
  const { set } = side.question
  const minor = (version: string): number => Number(version.split('.')[1])
  const distance = (version: string): number => Math.abs(minor(version) - minor(set.kubernetesVersion))
  const nearest = [...supported].sort((a, b) => distance(a) - distance(b))[0]!
  const { answers } = await askApiServer([{ ...side.question, set: { ...set, kubernetesVersion: nearest } }], options)
  const [given] = answers
  if (given === undefined || 'supported' in given)
    throw new Failure(versionFinding(set.kubernetesVersion, nearest, supported))
  return {
    verdicts: verdictsIn(side, given.answers),
    findings: [versionFinding(set.kubernetesVersion, nearest, supported)],
  }
}

const versionFinding = (version: string, nearest: string, supported: readonly string[]): Finding => ({
  code: 'api-server-version',
  severity: 'warning',
  message: `The verdicts of the API server are those of Kubernetes ${nearest}, not of ${version}.`,
  remedy: `Set a version that has verdicts (${supported.join(', ')}), or apply the change to a test cluster first.`,
})
