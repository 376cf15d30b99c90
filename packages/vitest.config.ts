// The tests of the repository in four projects, told apart by the names of their files. Run from the root:
//   npx vitest run --config packages/vitest.config.ts [--project unit] [FILE…]
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { childFolder, threshold } from '../scripts/coverage/reporter.ts'

const minutes = 60_000
// V8 writes what a child process of a test ran: scripts/coverage/child-processes.ts adds it.
const env = process.argv.includes('--coverage') ? { NODE_V8_COVERAGE: childFolder } : {}

/** The project of the test files that end in `.KIND.test.ts`. */
const project = (kind: string, timeout: number) => ({
  extends: true as const,
  test: {
    name: kind,
    include: [`{base,packages,scripts}/**/*.${kind}.test.ts`],
    testTimeout: timeout,
    hookTimeout: timeout,
  },
})

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    // A test that passes at the second attempt is a test to repair.
    retry: 0,
    env,
    // No file depends on a DOM, and a thread starts in a third of the time of a process.
    pool: 'threads',
    reporters: ['default', join(import.meta.dirname, '../scripts/coverage/reporter.ts')],
    coverage: {
      provider: 'v8',
      include: ['packages/**/*.ts'],
      // Tests, and what only tests use.
      exclude: ['**/*.test.ts', '**/testing/**', '**/testing.ts', '**/*-{cases,tests}.ts', 'packages/vitest.*'],
      reporter: ['text-summary'],
      reportsDirectory: 'node_modules/.cache/coverage',
      thresholds: { statements: threshold },
    },
    projects: [
      {
        extends: true,
        test: {
          // In this process alone: vitest.unit.setup.ts refuses to start another one.
          name: 'unit',
          // Files share the modules that a worker loaded: a quarter of the processor time. A test restores what it changes.
          isolate: false,
          include: ['{base,packages,scripts}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.{cli,tools,verify}.test.ts'],
          setupFiles: ['packages/vitest.unit.setup.ts'],
          testTimeout: minutes / 2,
          hookTimeout: minutes / 2,
        },
      },
      // The commands and scripts as a person runs them, git included.
      project('cli', 2 * minutes),
      // Compared with kubectl, kubeconform, promtool, amtool, the YAML language server. Skipped where a program is missing.
      project('tools', 5 * minutes),
      // Against a real API server and Flux's controllers, which take minutes to build: `npm run verify:delivery`.
      project('verify', 5 * minutes),
    ],
  },
})
