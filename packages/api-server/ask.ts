import { availableParallelism } from 'node:os'
import { maskText } from '@thanos-gitops/manifest'
import { type Build, buildFor } from './builds.ts'
import { EngineFailure } from './engine.ts'
import { programFailed } from './failures.ts'
import { cacheFolder } from './folders.ts'
import { type Answer, Pool } from './pool.ts'
import { findProgram, type Program, type ProgramLocation } from './program.ts'
import { InvalidAnswer, type ObjectSet, ProgramError, type VerdictRequest } from './protocol.ts'
import { openVerdictCache, type VerdictCache } from './verdict-cache.ts'
import { withoutCredentials } from './without-credentials.ts'

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
}

export interface Asked {
  /** In the order of the questions. */
  readonly answers: readonly Answers[]
  readonly kind: Program['kind']
  /** How many verdicts the program gave; the others are those of earlier runs. */
  readonly judged: number
}

/**
 * The verdicts of the API server. The program starts only if a verdict is not in the cache.
 *
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
    const answers: Answers[] = []
    for (const question of questions)
      answers.push(await answer(question, poolFor(question.set.kubernetesVersion), options.cache ?? cacheFolder))
    const used = [...pools.values()]
    return {
      answers,
      kind: used.every(({ program }) => program.kind === 'native') ? 'native' : 'module',
      judged: used.reduce((sum, { judged }) => sum + judged, 0),
    }
  } catch (error) {
    if (error instanceof EngineFailure) throw programFailed(error.message)
    if (error instanceof InvalidAnswer || error instanceof ProgramError)
      throw programFailed(`gives no valid answer (${maskText(error.message)})`)
    throw error
  } finally {
    await Promise.all([...pools.values()].map((pool) => pool.close()))
  }
}

async function answer({ set, requests, cache: name }: Question, pool: Pool, folder: string): Promise<Answers> {
  const cache = name === undefined ? undefined : openVerdictCache(folder, name, pool.program.id, set)
  const answers = requests.map((request): Answer | undefined => cache?.get(request))
  const missing = answers.flatMap((known, index) => (known === undefined ? [index] : []))
  if (missing.length > 0) {
    const supported = await pool.supports(set.kubernetesVersion)
    if (supported !== undefined) return { supported }
    const given = await pool.judge(
      set,
      missing.map((index) => requests[index]!),
    )
    for (const [at, index] of missing.entries()) {
      answers[index] = withoutCredentials(given[at]!, requests[index]!)
      keep(cache, requests[index]!, answers[index])
    }
  }
  cache?.save()
  return { answers: answers.filter((one) => one !== undefined) }
}

function keep(cache: VerdictCache | undefined, request: VerdictRequest, given: Answer): void {
  if (!('error' in given)) cache?.set(request, given)
}
