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
  /** Not measured: brings the output folder into the state that the row names. */
  prepare?(): void
}

// This variable makes Node.js 20 slower to start, whatever the program; it is unset for everybody.
const { NODE_EXTRA_CA_CERTS: _unset, ...environment } = process.env

/** One whole process, as GNU time sees it. */
export function measure({ argv, env, prepare, name }: Command): Sample {
  prepare?.()
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '\n%e %U %S %M', ...argv], {
    encoding: 'utf8',
    env: { ...environment, ...env },
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0)
    throw new Error(`${name} failed (${status}): ${stderr ?? 'GNU time is missing: install the package time'}`)
  const [wall = 0, user = 0, system = 0, kibibytes = 0] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number)
  return { wall, cpu: user + system, peak: kibibytes / 1024 }
}

export interface Pairs {
  readonly ours: readonly Sample[]
  readonly theirs: readonly Sample[]
}

/** A B A B …, after one run of each that does not count: a machine that grows slower in the meantime slows both. */
export function measurePairs(ours: Command, theirs: Command, pairs: number): Pairs {
  measure(ours)
  // Where one run takes minutes, a start that is a little warmer does not show.
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

/** The median of the ratios pair by pair. */
export const pairedRatio = ({ ours, theirs }: Pairs, figure: keyof Sample): number =>
  median(ours.map((sample, index) => sample[figure] / theirs[index]![figure]))
