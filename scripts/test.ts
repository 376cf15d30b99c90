// npm test: everything that must hold before a merge. The last line counts.
//   npm test -- --coverage   measures which statements of packages/ the unit and cli tests reach; the default when CI is set
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { $ } from 'zx'
import { checkEnvironments } from './check-environments.ts'
import { type Results, resultsLine, sum } from './test/results.ts'
import { runVitest } from './test/vitest.ts'

const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: { coverage: { type: 'boolean', default: (process.env.CI ?? 'false') !== 'false' } },
})

const steps: Readonly<Record<string, () => Promise<Results>>> = {
  'type check': () => program('typescript/bin/tsc', '--project', 'tsconfig.base.json'),
  'format and lint': () => program('@biomejs/biome/bin/biome', 'ci'),
  'unit and command line tests': () => runVitest(root, ['unit', 'cli'], values.coverage ? ['--coverage'] : []),
  'tests with other programs': () => runVitest(root, ['tools']),
  environments: () => checkEnvironments(root),
}

const results: Results[] = []
for (const [title, run] of Object.entries(steps)) {
  console.log(`\n── ${title}`)
  results.push(await run())
}
const total = sum(results)
console.log(`\n${resultsLine(total)}`)
process.exitCode = total.failed === 0 ? 0 : 1

/** Runs a program of a development dependency with this Node.js; it counts as one test. */
async function program(path: string, ...args: string[]): Promise<Results> {
  const { exitCode } = await $({
    cwd: root,
    nothrow: true,
    stdio: 'inherit',
  })`${process.execPath} node_modules/${path} ${args}`
  return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 }
}
