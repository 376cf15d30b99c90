// npm test: everything that must hold, from types to the validity of each manifest. The last line counts.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { $ } from 'zx'

const root = resolve(import.meta.dirname, '..')
$.cwd = root
$.stdio = 'inherit'

let passed = 0
let failed = 0
let skipped = 0

async function step(title: string, run: () => Promise<unknown>): Promise<void> {
  console.log(`\n── ${title}`)
  try {
    await run()
    passed++
  } catch (error) {
    failed++
    console.error(`${title} failed${error instanceof Error && !('exitCode' in error) ? `: ${error.message}` : ''}`)
  }
}

await step('type check', () => $`tsc --project tsconfig.base.json`)
await unitTests()
await step('render --check', () => $`thanos-gitops render --check`)
// It installs kubeconform, pinned, where the PATH has none.
await step('validate', () => $`thanos-gitops validate`)

console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed === 0 ? 0 : 1

async function unitTests(): Promise<void> {
  console.log('\n── tests')
  const folder = mkdtempSync(join(tmpdir(), 'thanos-gitops-'))
  const file = join(folder, 'results.json')
  try {
    await $({
      nothrow: true,
    })`vitest run --config packages/vitest.config.ts --project !verify --reporter=default --reporter=json --outputFile.json=${file}`
    const results = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>
    passed += results.numPassedTests ?? 0
    failed += results.numFailedTests ?? 0
    skipped += (results.numPendingTests ?? 0) + (results.numTodoTests ?? 0)
    // A test file that does not load has no tests to fail.
    if (results.numFailedTests === 0 && (results.numFailedTestSuites ?? 0) > 0) failed += results.numFailedTestSuites!
  } catch (error) {
    failed++
    console.error(`the tests did not run: ${(error as Error).message}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
