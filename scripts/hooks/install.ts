import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { $ } from 'zx'
import { failure } from '../failure.ts'
import { repositoryRoot, scriptRootOption } from '../script-options.ts'

const folder = 'scripts/hooks'

export const installHooks = defineCommand(
  {
    name: 'hooks:install',
    summary: 'run the pre-commit hook before each commit of this clone',
    description: `Sets core.hooksPath of this clone to ${folder}. The pre-commit hook formats the staged files, renders and checks the environments that the commit changes, and stages the result. To uninstall it, run: git config --unset core.hooksPath`,
    forms: [[]],
    options: { 'dry-run': dryRunOption, root: scriptRootOption },
  },
  async ({ options }) => {
    const git = $({ cwd: repositoryRoot(options.root), quiet: true, nothrow: true })
    const current = (await git`git config core.hooksPath`).stdout.trim()
    if (current !== '' && current !== folder)
      throw failure(
        'hooks-path-set',
        `core.hooksPath is ${current}, so this clone has other hooks already.`,
        `Call ${folder}/pre-commit from them, or unset it: git config --unset core.hooksPath`,
      )
    if (options['dry-run']) console.log(`would set core.hooksPath to ${folder}`)
    else {
      await git({ nothrow: false })`git config core.hooksPath ${folder}`
      console.log(`core.hooksPath is set to ${folder}`)
    }
    return 0
  },
)

if (import.meta.main) await runScript(installHooks)
