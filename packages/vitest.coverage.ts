// A reporter for Vitest: lists the files whose statements are covered too little.
import { relative } from 'node:path'
import type { Reporter } from 'vitest/node'

/** The percentage of statements that the tests of packages/ reach, in total and in each file that is not listed. */
export const threshold = 90

/** The part of Istanbul's coverage map that is used here. */
interface CoverageMap {
  files(): string[]
  fileCoverageFor(file: string): { toSummary(): { statements: { total: number; covered: number; pct: number } } }
}

export default class CoverageList implements Reporter {
  onCoverage(coverage: unknown): void {
    const map = coverage as CoverageMap
    const rows = map
      .files()
      .map((file) => ({ file: relative(process.cwd(), file), ...map.fileCoverageFor(file).toSummary().statements }))
      .filter(({ pct }) => pct < threshold)
      .sort((a, b) => b.total - b.covered - (a.total - a.covered))
    if (rows.length === 0) return
    console.log(`\nFiles with less than ${threshold} % of statements covered, most uncovered statements first:`)
    for (const { file, total, covered, pct } of rows)
      console.log(`  ${pct.toFixed(1).padStart(5)} %  ${String(total - covered).padStart(4)} of ${total}  ${file}`)
  }
}
