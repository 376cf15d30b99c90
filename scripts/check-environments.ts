// Everything that a change of base/ or environments/ must pass, without the tests of the code.
import { main as thanosGitops } from '@thanos-gitops/cli'
import { defineCommand, runScript } from '@thanos-gitops/command-line'
import { repositoryRoot, scriptRootOption } from './script-options.ts'
import { type Results, resultsLine, sum } from './test/results.ts'

/** Runs the commands in this process, so that base and schemas are loaded once. */
export async function checkEnvironments(root: string): Promise<Results> {
  const annotations = process.env.GITHUB_ACTIONS === 'true' ? ['--format', 'github'] : []
  // What the API server refuses is reported once, by `validate`.
  const commands = [
    ['render', '--check'],
    ['validate', '--all-verdicts', ...annotations],
    ['check', '--no-verdicts', ...annotations],
  ]
  const results: Results[] = []
  for (const [name, ...options] of commands) {
    console.log(`\n── ${[name, ...options].join(' ')}`)
    const code = await thanosGitops([name!, ...options, '--root', root])
    results.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 })
  }
  return sum(results)
}

export const checkEnvironmentsScript = defineCommand(
  {
    name: 'check:environments',
    summary: 'render --check, validate and check for all environments',
    description:
      'Runs thanos-gitops render --check, validate and check for all environments. A pull request that changes base/ or environments/ must pass it. The last line counts the commands that passed and failed.',
    forms: [[]],
    options: { root: scriptRootOption },
    variables: { GITHUB_ACTIONS: 'If it is true, findings are printed as annotations.' },
  },
  async ({ options }) => {
    const results = await checkEnvironments(repositoryRoot(options.root))
    console.log(`\n${resultsLine(results)}`)
    return results.failed === 0 ? 0 : 1
  },
)

if (import.meta.main) await runScript(checkEnvironmentsScript)
