import type { Command } from './declaration.ts'
import { exitCodeOf, runCommand } from './run-command.ts'

/** Runs an npm script with the arguments of this process and sets the exit code. Its name is that in package.json. */
export async function runScript(script: Command): Promise<void> {
  process.exitCode = await exitCodeOf(() =>
    runCommand(script, `npm run ${script.declaration.name} --`, process.argv.slice(2)),
  )
}
