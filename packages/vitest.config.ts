// Three projects of tests. The name of a test file decides its project. Run from the root:
//   npx vitest run --config packages/vitest.config.ts [--project unit] [FILE…]
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { childFolder, threshold } from '../scripts/coverage/reporter.ts'

const minutes = 60_000
// The folder in which Node.js writes the coverage of child processes. scripts/coverage/child-processes.ts reads it.
const env = process.argv.includes('--coverage') ? { NODE_V8_COVERAGE: childFolder } : {}

/** The project of the test files that end in `.KIND.test.ts`. */
const project = (kind: string, timeout: number, more: { readonly globalSetup?: string } = {}) => ({
  extends: true as const,
  test: {
    name: kind,
    include: [`{base,packages,scripts}/**/*.${kind}.test.ts`],
    testTimeout: timeout,
    hookTimeout: timeout,
    ...more,
  },
})

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    // A retry would hide a defect.
    retry: 0,
    env,
    // A thread starts faster than a process.
    pool: 'threads',
    // Most workers wait for a process that they have started. The projects have the same number and share the workers, so that the short
    // unit tests run beside the last long ones. By default, one processor is left to Vitest itself.
    maxWorkers: availableParallelism() + 1,
    reporters: ['default', join(import.meta.dirname, '../scripts/coverage/reporter.ts')],
    coverage: {
      provider: 'v8',
      include: ['packages/**/*.ts'],
      // Tests, and modules that only tests import.
      exclude: ['**/*.test.ts', '**/testing/**', '**/testing.ts', '**/*-{cases,tests}.ts', 'packages/vitest.*'],
      reporter: ['text-summary'],
      reportsDirectory: 'node_modules/.cache/coverage',
      thresholds: { statements: threshold },
    },
    projects: [
      {
        extends: true,
        test: {
          // Tests that start no process: vitest.unit.setup.ts makes that an error.
          name: 'unit',
          // Files share the modules that a worker has loaded, which takes a quarter of the processor time. So each test restores what it
          // changes.
          isolate: false,
          include: ['{base,packages,scripts}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.{cli,tools,verify}.test.ts'],
          setupFiles: ['packages/vitest.unit.setup.ts'],
          testTimeout: minutes / 2,
          hookTimeout: minutes / 2,
        },
      },
      // Tests that start the command, a script or git.
      project('cli', 2 * minutes),
      // Tests that need kubectl, kubeconform, promtool, amtool or the YAML language server. They are skipped if it is missing.
      project('tools', 5 * minutes, { globalSetup: 'packages/vitest.tools.setup.ts' }),
    ],
  },
})
