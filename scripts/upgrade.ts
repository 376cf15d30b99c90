// A newer version of thanos-gitops in a team's repository, whatever its history.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { requireCommitted, requireRepository } from './clean-repository.ts'
import { failure } from './failure.ts'
import { interruptible } from './interruption.ts'
import { repositoryRoot, requireFormat, scriptRootOption } from './script-options.ts'
import { changelogFile } from './upgrade/manual-steps.ts'
import {
  isAddress,
  type Origin,
  originFile,
  readOrigin,
  upstreamAddress,
  withoutCredentials,
} from './upgrade/origin.ts'
import { performUpgrade } from './upgrade/perform.ts'
import { withUpstream } from './upgrade/upstream.ts'

export const upgrade = defineCommand(
  {
    name: 'upgrade',
    summary: 'bring a newer version of thanos-gitops into this repository',
    description: `Merges what changed in thanos-gitops between the version of this repository and VERSION into the last commit. The repository needs no
history in common with thanos-gitops. Environments, layers, components in base/own, the policy, the address and the owners are never merged.
Then it installs the packages if they changed, renders, and prints what changes in the clusters. It commits nothing.

If a file has a conflict, or a version needs a manual step, nothing changes. environments/upgrade.md describes both.`,
    forms: [[{ name: 'VERSION', help: 'A tag of thanos-gitops, such as v1.5.0, or a commit.' }]],
    options: {
      upstream: {
        type: 'string',
        value: 'URL',
        help: `The repository of thanos-gitops. Default: repository in ${originFile}.`,
      },
      from: {
        type: 'string',
        value: 'VERSION',
        help: `The version that this repository has. Default: version in ${originFile}, or the one that the first commit was copied from.`,
      },
      done: {
        type: 'list',
        value: 'VERSIONS',
        help: `Versions whose manual steps you carried out, as ${changelogFile} lists them.`,
      },
      pin: {
        type: 'boolean',
        help: 'Pin each environment without a pin to the last commit, so that the new base changes no cluster yet.',
      },
      'conflict-markers': {
        type: 'boolean',
        help: 'Also write files with conflicts, with the markers of git.',
      },
      'dry-run': dryRunOption,
      root: scriptRootOption,
    },
    examples: [
      { args: 'v1.5.0 --dry-run', help: 'Print the files that would change, and the conflicts.' },
      { args: 'v1.5.0 --upstream https://github.com/example/thanos-gitops.git --from v1.4.0', help: 'The first time.' },
    ],
  },
  async ({ positionals: [version = ''], options }) => {
    const root = repositoryRoot(options.root)
    await requireRepository(root)
    await requireCommitted(root)
    const recorded = readOrigin(root)
    const repository = addressOf(options.upstream, recorded)
    const address = isAddress(repository) ? { repository: withoutCredentials(repository) } : {}
    const upgraded = { root, version, options, recorded: { ...recorded, ...address } }
    const message = 'The upgrade was interrupted. All files are as before. If it had replaced packages: npm ci'
    return interruptible(message, (check) => withUpstream(root, repository, () => performUpgrade(upgraded, check)))
  },
)

function addressOf(given: string | undefined, { repository }: Origin): string {
  if (given !== undefined) requireFormat('--upstream', given, upstreamAddress)
  const address = given ?? repository
  if (address !== undefined) return address
  throw failure(
    'upgrade-upstream',
    `${originFile} does not record the repository of thanos-gitops.`,
    'Set it: --upstream https://github.com/example/thanos-gitops.git',
  )
}

if (import.meta.main) await runScript(upgrade)
