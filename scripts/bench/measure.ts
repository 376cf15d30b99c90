import { spawnSync } from 'node:child_process'

export interface Sample {
  /** Seconds. */
  readonly wall: number
  /** Seconds, of the process and its children. */
  readonly cpu: number
  /** MiB, of the largest process. */
  readonly peak: number
}

export interface Command {
  readonly name: string
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Default: that of this process. */
  readonly cwd?: string
  /** Those of a run that succeeds; by default 0. */
  readonly exitCodes?: readonly number[]
  /** Sets up the state before each run. Its time is not measured. */
  prepare?(): void
}

/** How the commands of a benchmark run. */
export const runs = {
  /** Each command once, without a first run that is not measured, and with small inputs: to see that the scenarios work. */
  isTrial: false,
}

/** The size of an input. */
export const sized = (full: number, ofTrial: number): number => (runs.isTrial ? ofTrial : full)

/** The runs of the current scenario in a trial, whose rows repeat commands. */
const known = new Map<string, Sample>()

export const forgetRuns = (): void => known.clear()

/** Runs a whole process and measures it with GNU time. */
export function measure(command: Command): Sample {
  if (!runs.isTrial) return run(command)
  const key = JSON.stringify([command.argv, command.cwd, command.env])
  const sample = known.get(key) ?? run(command)
  known.set(key, sample)
  return sample
}

function run({ argv, env, cwd, prepare, name, exitCodes = [0] }: Command): Sample {
  prepare?.()
  // This variable slows down the start of Node.js 20, so it is unset for all commands.
  const { NODE_EXTRA_CA_CERTS: _unset, ...environment } = process.env
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '\n%e %U %S %M', ...argv], {
    encoding: 'utf8',
    env: { ...environment, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status === null || !exitCodes.includes(status))
    throw new Error(
      `${name} failed with exit code ${status}: ${stderr ?? 'GNU time is missing. Install the package time.'}`,
    )
  const [wall = 0, user = 0, system = 0, kibibytes = 0] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number)
  return { wall, cpu: user + system, peak: kibibytes / 1024 }
}

/** Runs a command some times, after one unmeasured run. */
export function measureTimes(command: Command, times: number): readonly Sample[] {
  if (runs.isTrial) return [measure(command)]
  measure(command)
  return Array.from({ length: times }, () => measure(command))
}

export interface Pairs {
  readonly ours: readonly Sample[]
  readonly theirs: readonly Sample[]
}

/** Runs both commands alternately, after one unmeasured run of each. A machine that becomes slower then slows both. */
export function measurePairs(ours: Command, theirs: Command, pairs: number): Pairs {
  if (runs.isTrial) return { ours: [measure(ours)], theirs: [measure(theirs)] }
  measure(ours)
  // For a single pair, a run takes minutes, and a warm start makes no visible difference.
  if (pairs > 1) measure(theirs)
  const samples = Array.from({ length: pairs }, () => ({ ours: measure(ours), theirs: measure(theirs) }))
  return { ours: samples.map((sample) => sample.ours), theirs: samples.map((sample) => sample.theirs) }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export const medianOf = (samples: readonly Sample[], figure: keyof Sample): number =>
  median(samples.map((sample) => sample[figure]))

/** The median of the ratios of all pairs. */
export const pairedRatio = ({ ours, theirs }: Pairs, figure: keyof Sample): number =>
  median(ours.map((sample, index) => sample[figure] / theirs[index]![figure]))
