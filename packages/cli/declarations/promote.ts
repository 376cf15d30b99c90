import { type CommandDeclaration, dryRunOption, rootOption } from '@thanos-gitops/command-line'
import { componentOption } from './component-option.ts'
import { environmentNames } from './environment-arguments.ts'

export const promoteDeclaration = {
  name: 'promote',
  summary: 'copy image versions and marked patches to the next environment',
  description:
    'Copies the tags and digests of images, and the patches that environments/policy.yaml marks with promote: true, from one environment to another. Everything else in the second environment stays: sizes, registries, unmarked patches, comments and formatting. Prints what still differs. Run render afterwards.',
  forms: [
    [
      { name: 'FROM', suggest: environmentNames, help: 'The environment to copy from.' },
      { name: 'TO', suggest: environmentNames, help: 'The environment to change.' },
    ],
  ],
  options: { component: componentOption, 'dry-run': dryRunOption, root: rootOption },
  examples: [{ args: 'staging production --dry-run', help: 'Show the change.' }],
} as const satisfies CommandDeclaration
