// Everything that the pipeline runs after it has installed the dependencies.
import { defineCommand, runScript } from '@thanos-gitops/command-line'
import { $ } from 'zx'
import { outputEnvironment } from './output-environment.ts'
import { ownRepository } from './script-options.ts'
import { none, type Results, readResults, resultsLine, sum } from './test/results.ts'

// The other adoptions are those of tests: make-it-yours.cli.test.ts and adopt.cli.test.ts.
const commands = ['npm test', 'npm run verify:adopter -- --content own-application']

export const testAll = defineCommand(
  {
    name: 'test:all',
    summary: 'everything that the pipeline runs',
    description: `Runs ${commands.join(' and ')}. The last line is the total of all results.`,
    forms: [[]],
    options: {},
  },
  async () => {
    const results: Results[] = []
    for (const command of commands) {
      console.log(`\n── ${command}`)
      results.push(await run(command.split(' ')))
    }
    const total = sum(results)
    console.log(`\n${resultsLine(total)}`)
    return total.failed === 0 ? 0 : 1
  },
)

/** Shows the output while the command runs. A command that does not end with a line of results counts as failed. */
async function run(command: readonly string[]): Promise<Results> {
  const running = $({
    cwd: ownRepository,
    env: outputEnvironment(),
    nothrow: true,
    stdio: ['inherit', 'pipe', 'inherit'],
  })`${command}`
  running.stdout.pipe(process.stdout, { end: false })
  const { exitCode, stdout } = await running
  const counted = readResults(stdout) ?? { ...none, failed: 1 }
  return exitCode !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted
}

if (import.meta.main) await runScript(testAll)
