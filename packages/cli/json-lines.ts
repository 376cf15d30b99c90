import { stripVTControlCharacters } from 'node:util'
import { Failure, type Finding, maskText, mergeShared, printableOutput } from '@thanos-gitops/manifest'
import { findingsText } from '@thanos-gitops/report'

/** What a step of a command returned, and its problems. */
export interface Outcome {
  readonly exitCode: number
  readonly problems: readonly Finding[]
}

/** Returns an exit code, or problems. */
export type Work = () => Promise<number> | number | readonly Finding[]

/** The outcome of some work, also if it throws a Failure: one environment does not stop the others. */
export async function outcomeOf(work: Work): Promise<Outcome> {
  try {
    const result = await work()
    return typeof result === 'number' ? { exitCode: result, problems: [] } : { exitCode: 2, problems: result }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { exitCode: 2, problems: error.findings }
  }
}

/** Does the work for an environment, or, without a name, the work for all of them. Returns its outcome. */
export type Reporter = (environment: string | undefined, work: () => Promise<Outcome>) => Promise<Outcome>

/**
 * Prints one line of JSON for each environment, with what the work prints and with its problems.
 *
 * @param first the environment whose line has the common problems
 * @param common problems because of which every environment fails
 */
export const jsonLines =
  (first: string | undefined, common: readonly Finding[]): Reporter =>
  async (environment, work) => {
    const { result, output } = await captureOutput(work)
    const { exitCode, problems } = result
    // What belongs to all environments has only problems of its own.
    const shared = environment === undefined ? [] : common
    const own = environment === first ? [...shared, ...problems] : problems
    const text = [
      output,
      ...(own.length > 0 ? [`${findingsText(mergeShared(own))}\n`] : []),
      ...(shared.length > 0 && environment !== first ? [`See the problem in the output of ${first}.\n`] : []),
    ].join('')
    const isFailed = shared.length + problems.length > 0
    // Without an environment, there is a line only if it has a content.
    if (environment !== undefined || text !== '' || exitCode > 0)
      console.log(JSON.stringify({ environment, exitCode: isFailed ? 2 : exitCode, output: plain(text) }))
    return result
  }

/**
 * Does the work for each environment and prints its line. Returns the largest exit code.
 * @param common problems because of which every environment fails
 */
export async function eachInJsonLines(
  names: readonly string[],
  work: (name: string) => Promise<number>,
  common: readonly Finding[] = [],
): Promise<number> {
  const report = jsonLines(names[0], common)
  let exitCode = common.length > 0 ? 2 : 0
  for (const name of names) {
    const outcome = await report(name, () => outcomeOf(() => work(name)))
    exitCode = Math.max(exitCode, outcome.exitCode)
  }
  return exitCode
}

/** Prints the line of what belongs to all environments. Returns the exit code. */
export const inJsonLine = async (work: Work): Promise<number> =>
  (await jsonLines(undefined, [])(undefined, () => outcomeOf(work))).exitCode

/** JSON escapes the characters of a credential, so the content is masked before. Other programs get no colors. */
const plain = (text: string): string => printableOutput(maskText(stripVTControlCharacters(text)), { color: false })

type Write = typeof process.stdout.write

/** Does the work and returns what it prints, instead of printing it. */
export async function captureOutput<Result>(work: () => Promise<Result>): Promise<{ result: Result; output: string }> {
  let output = ''
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }))
  for (const { stream } of streams)
    stream.write = ((chunk: string | Uint8Array) => {
      output += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
      return true
    }) as Write
  try {
    const result = await work()
    return { result, output }
  } finally {
    for (const { stream, write } of streams) stream.write = write
  }
}
