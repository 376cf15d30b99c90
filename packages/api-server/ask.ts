import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type KubernetesObject, maskText } from '@thanos-gitops/manifest'
import { type Build, buildFor } from './builds.ts'
import { type DistinctRequests, distinctRequests } from './distinct-requests.ts'
import { EngineFailure } from './engine.ts'
import { programFailed } from './failures.ts'
import { verdictFolders } from './folders.ts'
import { type Answer, Pool } from './pool.ts'
import { findProgram, type Program, type ProgramLocation } from './program.ts'
import { InvalidAnswer, type ObjectSet, ProgramError, type VerdictRequest } from './protocol.ts'
import { openVerdictCache } from './verdict-cache.ts'
import { withoutCredentials } from './without-credentials.ts'
import { rulesIn, workOf } from './work.ts'
import { type Work, WorkLimitExceeded, type WorkLimits } from './work-limit.ts'

/** Objects to be judged by one server. */
export interface Question {
  readonly set: ObjectSet
  readonly requests: readonly VerdictRequest[]
  /** The name under which verdicts are kept for the next run, such as `validate production`. Without it they are not kept. */
  readonly cache?: string
}

export type Answers =
  /** In the order of the requests. */
  | { readonly answers: readonly Answer[] }
  /** The program does not have the version of Kubernetes, only these. */
  | { readonly supported: readonly string[] }

export interface AskOptions extends ProgramLocation {
  /** For tests. */
  readonly program?: Program
  /** How many instances run at most. Default: one for each processor. */
  readonly instances?: number
  /** Default: any number of objects is judged. */
  readonly limits?: WorkLimits | undefined
  /** Called before the first verdict, when the objects do not exceed the limits. */
  readonly onWithinLimits?: (() => void) | undefined
}

export interface Asked {
  /** In the order of the questions. */
  readonly answers: readonly Answers[]
  readonly kind: Program['kind']
  /** How many verdicts the program gave; the others are those of earlier runs or of equal objects. */
  readonly judged: number
}

/**
 * The verdicts of the API server. The program starts only if a verdict is not in the cache.
 *
 * @throws WorkLimitExceeded before the program starts, if it would judge more than the limit
 * @throws Failure if there is no program, or if it crashes, does not answer in time, or gives an invalid answer
 */
export async function askApiServer(questions: readonly Question[], options: AskOptions = {}): Promise<Asked> {
  const pools = new Map<Build, Pool>()
  const poolFor = (version: string): Pool => {
    const build = buildFor(version)
    let pool = pools.get(build)
    if (pool === undefined) {
      const program = options.program ?? findProgram(version, options)
      pool = new Pool(program, options.instances ?? availableParallelism())
      pools.set(build, pool)
    }
    return pool
  }
  try {
    const answers = await answersTo(questions, (set) => poolFor(set.kubernetesVersion), options)
    const used = [...pools.values()]
    return { answers, kind: kindOf(used), judged: used.reduce((sum, { judged }) => sum + judged, 0) }
  } catch (error) {
    if (error instanceof EngineFailure) throw programFailed(error.message)
    if (error instanceof InvalidAnswer || error instanceof ProgramError)
      throw programFailed(`gives no valid answer (${maskText(error.message)})`)
    throw error
  } finally {
    await Promise.all([...pools.values()].map((pool) => pool.close()))
  }
}

const kindOf = (pools: readonly Pool[]): Program['kind'] =>
  pools.every(({ program }) => program.kind === 'native') ? 'native' : 'module'

async function answersTo(
  questions: readonly Question[],
  poolFor: (set: ObjectSet) => Pool,
  { cache: folder, limits, onWithinLimits }: AskOptions,
): Promise<readonly Answers[]> {
  const folders =
    folder === undefined ? verdictFolders : { own: join(folder, 'verdicts'), shared: join(folder, 'shared') }
  const caches = questions.map(({ set, cache }) =>
    cache === undefined ? undefined : openVerdictCache(folders, cache, poolFor(set).program.id, set),
  )
  const answers = questions.map(({ requests }, index) =>
    requests.map((request): Answer | undefined => caches[index]?.get(request)),
  )
  const missing = answers.map((known) => known.flatMap((answer, index) => (answer === undefined ? [index] : [])))
  const distinct = distinctRequests(questions, missing)
  if (limits !== undefined) requireLimits(distinct, kindOf(distinct.map(({ set }) => poolFor(set))), limits)
  onWithinLimits?.()
  const supported = new Map<number, readonly string[]>()
  for (const { set, requests, used } of distinct) {
    const pool = poolFor(set)
    const versions = await pool.supports(set.kubernetesVersion)
    const given = versions === undefined ? await pool.judge(set, requests) : []
    for (const { question, request, at } of used) {
      if (versions !== undefined) supported.set(question, versions)
      else answers[question]![request] = withoutCredentials(given[at]!, requests[at]!)
    }
  }
  return questions.map(({ requests }, index): Answers => {
    const versions = supported.get(index)
    if (versions !== undefined) return { supported: versions }
    const cache = caches[index]
    for (const request of missing[index]!) {
      const answer = answers[index]![request]!
      if (!('error' in answer)) cache?.set(requests[request]!, answer)
    }
    cache?.save()
    return { answers: answers[index]!.filter((one) => one !== undefined) }
  })
}

const nameOf = ({ kind, metadata: { namespace = '', name } }: KubernetesObject): string =>
  `${kind} ${namespace}/${name}`

/** @throws WorkLimitExceeded */
function requireLimits(distinct: readonly DistinctRequests[], kind: Program['kind'], limits: WorkLimits): void {
  // Both sides of a comparison are one object.
  const objects = new Set(
    distinct.flatMap(({ requests }, index) => requests.map(({ after }) => `${index} ${nameOf(after)}`)),
  )
  const values = distinct.reduce((sum, { set, requests }) => {
    const rules = rulesIn(set)
    return requests.reduce((all, request) => all + workOf(request, rules), sum)
  }, 0)
  const work: Work = { objects: objects.size, values }
  if (values > limits[kind]) throw new WorkLimitExceeded(work, kind, limits)
}
