// npm run test:all: what the pipeline runs after it installed everything. The last line is the total of all.
import { resolve } from 'node:path'
import { $ } from 'zx'
import { none, type Results, readResults, resultsLine, sum } from './test/results.ts'

const commands = ['npm test', 'npm run verify:adopter -- --content']

const root = resolve(import.meta.dirname, '..')
const results: Results[] = []
for (const command of commands) {
  console.log(`\n── ${command}`)
  results.push(await run(command.split(' ')))
}
const total = sum(results)
console.log(`\n${resultsLine(total)}`)
process.exitCode = total.failed === 0 ? 0 : 1

/** Shows the output while the command runs. A command that does not end with a line of results counts as failed. */
async function run(words: readonly string[]): Promise<Results> {
  const running = $({ cwd: root, nothrow: true, stdio: ['inherit', 'pipe', 'inherit'] })`${words}`
  running.stdout.pipe(process.stdout, { end: false })
  const { exitCode, stdout } = await running
  const counted = readResults(stdout) ?? { ...none, failed: 1 }
  return exitCode !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted
}
