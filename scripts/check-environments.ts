// Everything that a change of base/ or environments/ must pass, without the tests of the code.
import { main as thanosGitops } from '@thanos-gitops/cli'
import { defineCommand, runScript } from '@thanos-gitops/command-line'
import { counted } from '@thanos-gitops/report'
import { environmentShard, type Shard } from './environment-shard.ts'
import { repositoryRoot, scriptRootOption } from './script-options.ts'
import { type Results, resultsLine, sum } from './test/results.ts'

/** Runs the commands in this process, so that base and schemas are loaded once. */
export async function checkEnvironments(root: string, shard?: Shard): Promise<Results> {
  const results: Results[] = []
  for (const [name, ...options] of commandsOf(shard)) {
    console.log(`\n── ${[name, ...options].join(' ')}`)
    const code = await thanosGitops([name!, ...options, '--root', root])
    results.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 })
  }
  return sum(results)
}

function commandsOf(shard: Shard | undefined): readonly (readonly string[])[] {
  const annotations = process.env.GITHUB_ACTIONS === 'true' ? ['--format', 'github'] : []
  // What the API server refuses is reported once, by `validate`.
  const validate = ['validate', '--all-verdicts', ...annotations]
  const check = ['check', '--no-verdicts', ...annotations]
  if (shard === undefined || shard.count === 1) return [['render', '--check'], validate, check]
  const { number, environments } = shard
  // Without a name, a command takes all environments.
  const ofShard =
    environments.length === 0
      ? []
      : [
          [...validate, ...environments],
          [...check, '--alone', ...environments],
        ]
  // Layers, delivery and comparisons need all environments. A render of all takes less time than the checks of some.
  return number === 1 ? [['render', '--check'], ...ofShard, ['check', '--across', ...annotations]] : ofShard
}

function printShard({ number, count, environments, rings }: Shard): void {
  const ofRings = rings.length === 0 ? '' : ` of ${counted(rings.length, 'ring')}: ${rings.join(', ')}`
  console.log(`Shard ${number} of ${count}: ${counted(environments.length, 'environment')}${ofRings}`)
}

export const checkEnvironmentsScript = defineCommand(
  {
    name: 'check:environments',
    summary: 'render --check, validate and check for all environments',
    description:
      'Runs thanos-gitops render --check, validate and check for all environments. A pull request that changes base/ or environments/ must pass it. The last line counts the commands that passed and failed.',
    forms: [[]],
    examples: [{ args: '--shard 2/4', help: 'The second of four jobs that check hundreds of environments.' }],
    options: {
      shard: {
        type: 'string',
        value: 'N/M',
        help: 'Check only the N-th of M parts of the environments, in the order of their rings. The first part includes render --check and the comparison of all environments.',
      },
      root: scriptRootOption,
    },
    variables: { GITHUB_ACTIONS: 'If it is true, findings are printed as annotations.' },
  },
  async ({ options }) => {
    const root = repositoryRoot(options.root)
    const shard = options.shard === undefined ? undefined : environmentShard(root, options.shard)
    if (shard !== undefined) printShard(shard)
    const results = await checkEnvironments(root, shard)
    console.log(`\n${resultsLine(results)}`)
    return results.failed === 0 ? 0 : 1
  },
)

if (import.meta.main) await runScript(checkEnvironmentsScript)
