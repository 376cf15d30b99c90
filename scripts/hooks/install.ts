// npm run hooks:install: git runs scripts/hooks/pre-commit before each commit of this clone.
import { $ } from 'zx'
import { failure, main } from '../script.ts'

const folder = 'scripts/hooks'

await main({
  usage: 'hooks:install',
  help: `Sets core.hooksPath of this clone to ${folder}. The pre-commit hook formats the staged files, renders and checks the environments
that the commit changes, and stages the result. To uninstall it: git config --unset core.hooksPath
`,
  options: {},
  names: 0,
  async run({ root, dryRun }) {
    const git = $({ cwd: root, quiet: true, nothrow: true })
    const current = (await git`git config core.hooksPath`).stdout.trim()
    if (current !== '' && current !== folder)
      throw failure(
        'hooks-path-set',
        `core.hooksPath is ${current}, so this clone has other hooks already.`,
        `Call ${folder}/pre-commit from them, or unset it: git config --unset core.hooksPath`,
      )
    if (!dryRun) await $({ cwd: root, quiet: true })`git config core.hooksPath ${folder}`
    console.log(`${dryRun ? 'would set' : 'set'} core.hooksPath to ${folder}`)
    return 0
  },
})
