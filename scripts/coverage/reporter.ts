// A reporter for Vitest that adds the coverage of child processes and lists the files below the threshold.
import { mkdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathFrom } from '@thanos-gitops/manifest'
import type { Reporter, Vitest } from 'vitest/node'
import { addChildProcesses, type FileCoverage } from './child-processes.ts'

/** The least percentage of the statements of packages/ that tests must run. */
export const threshold = 90

/** Where child processes of tests write their coverage. */
export const childFolder = resolve(import.meta.dirname, '../../node_modules/.cache/coverage-of-children')

/** The part of Istanbul's coverage map that is used here. */
interface CoverageMap {
  files(): string[]
  fileCoverageFor(file: string): FileCoverage & { toSummary(): { statements: Count } }
}

interface Count {
  readonly total: number
  readonly covered: number
  readonly pct: number
}

export default class CoverageReporter implements Reporter {
  onInit({ config }: Vitest): void {
    // A run without coverage must not delete the data of one that runs at the same time.
    if (!config.coverage.enabled) return
    rmSync(childFolder, { recursive: true, force: true })
    mkdirSync(childFolder, { recursive: true })
  }

  // Vitest reports the same object afterwards, so its summary and its threshold include what is added here.
  onCoverage(coverage: unknown): void {
    const map = coverage as CoverageMap
    const files = map.files()
    addChildProcesses(
      childFolder,
      files.map((file) => map.fileCoverageFor(file)),
    )
    const counts = files.map((file) => ({ file, count: map.fileCoverageFor(file).toSummary().statements }))
    const low = counts
      .filter(({ count }) => count.pct < threshold)
      .sort((a, b) => uncovered(b.count) - uncovered(a.count))
    if (low.length > 0) console.log(`\nBelow ${threshold} % of statements, most uncovered statements first:`)
    for (const { file, count } of low)
      console.log(
        `  ${count.pct.toFixed(1).padStart(5)} %  ${String(uncovered(count)).padStart(4)} of ${count.total}  ${pathFrom(process.cwd(), file)}`,
      )
  }
}

const uncovered = ({ total, covered }: Count): number => total - covered
