import { counted } from '@thanos-gitops/report'
import { countsText, type FileCounts } from './write-environment.ts'

/** What a render did with an environment. */
export interface EnvironmentResult {
  readonly exitCode: number
  readonly manifests: number
  /** Undefined if nothing may be written. */
  readonly files?: FileCounts
  /** Of a comparison: files that differ, and warnings. */
  readonly findings?: number
}

/** Of an environment that was not rendered, because nothing changed. */
export const unchangedResult = (manifests: number): EnvironmentResult => ({
  exitCode: 0,
  manifests,
  files: { written: 0, removed: 0 },
})

export interface RenderTotal {
  /** Returns the exit code. */
  add(result: EnvironmentResult): number
  /** The line about all environments, with a line feed at its end. Empty for fewer than two: it would repeat theirs. */
  line(): string
}

/** Adds up what a render of several environments does. @param now milliseconds */
export function renderTotal(now: () => number = () => process.uptime() * 1000): RenderTotal {
  const start = now()
  const results: EnvironmentResult[] = []
  const sum = (count: (result: EnvironmentResult) => number): number =>
    results.reduce((total, result) => total + count(result), 0)
  return {
    add(result) {
      results.push(result)
      return result.exitCode
    },
    line() {
      if (results.length < 2) return ''
      const findings = sum((result) => result.findings ?? 0)
      const compared = findings === 0 ? 'up to date' : counted(findings, 'finding')
      const written = {
        written: sum(({ files }) => files?.written ?? 0),
        removed: sum(({ files }) => files?.removed ?? 0),
      }
      const parts = [
        counted(
          sum(({ manifests }) => manifests),
          'manifest',
        ),
        results.some((result) => result.files === undefined) ? compared : countsText(written),
        `${((now() - start) / 1000).toFixed(1)} s`,
      ]
      return `${counted(results.length, 'environment')}: ${parts.join(', ')}\n`
    },
  }
}
