import { readFileSync } from 'node:fs'
import { runProgram } from '@thanos-gitops/command-line'
import { commands } from './commands.ts'

/** Runs the command line and returns the exit code. */
export const main = (args: readonly string[]): Promise<number> =>
  runProgram(
    {
      name: 'thanos-gitops',
      summary: 'renders base and environments to the manifests that Argo CD and Flux sync',
      commands,
      version: productVersion,
    },
    args,
  )

/** The version in the package.json of the repository that this program is part of. */
function productVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return version
}
