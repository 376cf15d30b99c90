import { type CommandDeclaration, dryRunOption, rootOption } from '@thanos-gitops/command-line'
import { environments } from './environment-arguments.ts'

export const tidyDeclaration = {
  name: 'tidy',
  summary: 'remove the patches that have no effect',
  description:
    'Removes operations that set the value that is already set, that a later operation overwrites, or that remove what is added again, and the patches of components that are switched off. Comments and formatting of all other lines stay, and no manifest changes.',
  forms: [[environments]],
  options: {
    check: { type: 'boolean', excludes: ['dry-run'], help: 'Write nothing; report the patches that have no effect.' },
    'dry-run': dryRunOption,
    root: rootOption,
  },
  examples: [{ args: '--dry-run', help: 'Show the change for all environments.' }],
} as const satisfies CommandDeclaration
