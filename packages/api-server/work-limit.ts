import { Failure } from '@thanos-gitops/manifest'
import type { Program } from './program.ts'

/** How many values are judged in one call without a verdict in the cache, by the kind of the program: some seconds. */
export type WorkLimits = Readonly<Record<Program['kind'], number>>

/** The limits of a command in which a person waits. README.md of this package has the times. */
export const workLimits: WorkLimits = { native: 640_000, module: 80_000 }

/** Seconds of CPU for a value. */
const secondsPerValue: WorkLimits = { native: 0.000_005, module: 0.000_04 }

export interface Work {
  readonly objects: number
  readonly values: number
}

/** More work than the limit. The program did not start. */
export class WorkLimitExceeded extends Failure {
  override name = 'WorkLimitExceeded'

  constructor({ objects, values }: Work, kind: Program['kind'], limits: WorkLimits) {
    const program = kind === 'native' ? 'native program' : 'WebAssembly module'
    const seconds = Math.ceil(values * secondsPerValue[kind])
    const times = workLimits.native / workLimits.module
    super({
      code: 'api-server-limit',
      severity: 'error',
      message: `${objects} objects (${values} values) need a verdict of the API server, but the ${program} judges at most ${limits[kind]} values in one call.`,
      remedy: `Add --all-verdicts, which takes about ${seconds} s of CPU time, or name fewer environments or files in one call.${kind === 'native' ? '' : ` With Go, \`npm run tools -- api-server\` builds a program whose limit is ${times} times as high.`}`,
    })
  }
}
