// Everything that must hold before a merge.
import { defineCommand, runScript } from '@thanos-gitops/command-line'
import { $ } from 'zx'
import { checkEnvironments } from './check-environments.ts'
import { ownRepository } from './script-options.ts'
import { writeBundles } from './test/bundles.ts'
import { type Results, resultsLine, sum } from './test/results.ts'
import { runVitest } from './test/vitest.ts'

export const test = defineCommand(
  {
    name: 'test',
    summary: 'everything that must hold before a merge',
    description:
      'Runs the type check, the formatter and linter, all tests, and the checks of all environments. The last line counts what passed and failed.',
    forms: [[]],
    options: {},
  },
  async () => {
    const results: Results[] = []
    for (const [title, run] of Object.entries(steps)) {
      console.log(`\n── ${title}`)
      results.push(await run())
    }
    const total = sum(results)
    console.log(`\n${resultsLine(total)}`)
    return total.failed === 0 ? 0 : 1
  },
)

const steps: Readonly<Record<string, () => Promise<Results>>> = {
  'type check': () => program('typescript/bin/tsc', '--project', 'tsconfig.base.json'),
  'type check of the site': () => program('typescript/bin/tsc', '--project', 'packages/site/client'),
  'format and lint': () => program('@biomejs/biome/bin/biome', 'ci', '--error-on-warnings'),
  environments: () => checkEnvironments(ownRepository),
  tests: async () => {
    await writeBundles(ownRepository)
    return runVitest(ownRepository, ['unit', 'cli', 'tools'])
  },
}

/** Runs a program of a development dependency with this Node.js; it counts as one test. */
async function program(path: string, ...args: string[]): Promise<Results> {
  const { exitCode } = await $({
    cwd: ownRepository,
    nothrow: true,
    stdio: 'inherit',
  })`${process.execPath} node_modules/${path} ${args}`
  return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 }
}

if (import.meta.main) await runScript(test)
