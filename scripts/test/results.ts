// The line that ends every command that tests something: `12 passed, 0 failed, 3 skipped`.

export interface Results {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export const none: Results = { passed: 0, failed: 0, skipped: 0 }

export const sum = (all: readonly Results[]): Results =>
  all.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    none,
  )

export const resultsLine = ({ passed, failed, skipped }: Results): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/** Reads the last line of a command's output, or returns undefined when it is not a line of results. */
export function readResults(output: string): Results | undefined {
  const line = output.trimEnd().split('\n').at(-1) ?? ''
  const match = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(line.trim())
  return match === null
    ? undefined
    : { passed: Number(match[1]), failed: Number(match[2]), skipped: Number(match[3] ?? 0) }
}
