import { environmentList } from './environment-list.ts'

/** A place in a file. Lines and columns count from 1, as editors and compilers count. */
export interface Place {
  /** Relative to the repository root, with `/`. */
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** One more place with the same cause as a finding. */
export interface FurtherPlace {
  /** The object, such as `Deployment/thanos-query`. */
  readonly object?: string
  readonly place?: Place
  /** The place in a rendered manifest, if `place` is the source of the value. */
  readonly rendered?: Place
}

/** A problem: where it is, what is wrong, and how to fix it. `packages/report` prints findings. */
export interface Finding {
  readonly code: string
  readonly severity: 'error' | 'warning'
  /** One sentence. */
  readonly message: string
  /** How to fix it. */
  readonly remedy?: string
  readonly place?: Place
  /** The part of the line of `place` that is wrong, if `place` is the beginning of a longer value. */
  readonly marked?: Place
  /** The place in a rendered manifest, if `place` is the source of the value. */
  readonly rendered?: Place
  /** The other places that the same fix corrects, such as the workloads that mount one missing Secret. */
  readonly further?: readonly FurtherPlace[]
  /** The environments in which a source that they share has the problem. `Failure` names them in the message. */
  readonly environments?: readonly string[]
  /** More lines to print, such as a difference. */
  readonly detail?: string
}

/** Stops a command because of bad input, or because a tool or a disk failed. Has all problems that were found so far. */
export class Failure extends Error {
  override name = 'Failure'
  readonly findings: readonly Finding[]

  constructor(findings: Finding | readonly Finding[]) {
    const all = 'code' in findings ? [findings] : mergeShared(findings)
    super(all.map((finding) => finding.message).join('\n'))
    this.findings = all
  }
}

/**
 * Lists each problem of a source that several environments share once, and names the environments in its message: 12 environments that
 * list one layer have the same problem 12 times.
 */
export function mergeShared(findings: readonly Finding[]): readonly Finding[] {
  if (!findings.some(({ environments }) => environments !== undefined)) return findings
  const groups = Map.groupBy(findings, (finding) => (finding.environments === undefined ? finding : keyOf(finding)))
  return [...groups.values()].map((same): Finding => {
    const { environments, ...finding } = same[0]!
    if (environments === undefined) return finding
    const names = new Set(same.flatMap((one) => one.environments ?? []))
    return { ...finding, message: `${environmentList([...names])}: ${finding.message}` }
  })
}

const keyOf = ({ code, place, message, remedy }: Finding): string => JSON.stringify([code, place, message, remedy])
