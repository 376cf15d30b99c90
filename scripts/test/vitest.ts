import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { $ } from 'zx'
import { outputEnvironment } from '../output-environment.ts'
import { none, type Results } from './results.ts'

/** The fields of Vitest's JSON report that are counted. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

/** Runs the tests of some projects and shows Vitest's own report. Something other than a test may fail, such as a file that does not load. */
export async function runVitest(
  root: string,
  projects: readonly string[],
  more: readonly string[] = [],
  config = 'packages/vitest.config.ts',
): Promise<Results> {
  const folder = mkdtempSync(join(tmpdir(), 'thanos-gitops-'))
  const file = join(folder, 'results.json')
  try {
    const { exitCode } = await $({
      cwd: root,
      env: outputEnvironment(),
      nothrow: true,
      stdio: 'inherit',
    })`${process.execPath} ${[
      'node_modules/vitest/vitest.mjs',
      'run',
      `--config=${config}`,
      ...projects.map((project) => `--project=${project}`),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...more,
    ]}`
    const counted = existsSync(file) ? readReport(readFileSync(file, 'utf8')) : none
    return exitCode !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export function readReport(json: string): Results {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(json) as Report
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
}
