// npm run check:environments: everything that a change of base/ or environments/ must pass, without the tests of the code.
import { delimiter } from 'node:path'
import { main as thanosGitops } from '@thanos-gitops/cli'
import { main } from './script.ts'
import { type Results, resultsLine, sum } from './test/results.ts'
import { toolFolders } from './tools.ts'

/** Runs the commands in this process, so that base and schemas are loaded once. */
export async function checkEnvironments(root: string): Promise<Results> {
  // `check` uses promtool and amtool where it finds them.
  process.env.PATH = [...toolFolders(), process.env.PATH ?? ''].join(delimiter)
  const annotations = process.env.GITHUB_ACTIONS === 'true' ? ['--format', 'github'] : []
  const commands = [['render', '--check'], ['validate'], ['check', ...annotations]]
  const results: Results[] = []
  for (const [name, ...options] of commands) {
    console.log(`\n── ${[name, ...options].join(' ')}`)
    const code = await thanosGitops([name!, ...options, '--root', root])
    results.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 })
  }
  return sum(results)
}

if (import.meta.main)
  await main({
    usage: 'check:environments',
    help: `Runs \`thanos-gitops render --check\`, \`validate\` and \`check\` for all environments. This is what a pull request that
changes base/ or environments/ must pass. The last line counts the commands that passed and failed.
`,
    options: {},
    names: 0,
    async run({ root }) {
      const results = await checkEnvironments(root)
      console.log(`\n${resultsLine(results)}`)
      return results.failed === 0 ? 0 : 1
    },
  })
