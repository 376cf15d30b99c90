import { type CommandDeclaration, jsonOption, rootOption } from '@thanos-gitops/command-line'
import { componentOption } from './component-option.ts'
import { environmentNames } from './environment-arguments.ts'

export const compareDeclaration = {
  name: 'compare',
  summary: 'show what differs between environments, field by field',
  description:
    'Prints the fields that differ between environments, by component. Values of the base are marked with *. The exit code is 1 if something differs.',
  forms: [
    [
      { name: 'ENVIRONMENT', suggest: environmentNames, help: 'A folder of environments/.' },
      { name: 'ENVIRONMENT', repeats: true, suggest: environmentNames, help: 'A folder of environments/.' },
    ],
  ],
  options: { component: componentOption, json: jsonOption, root: rootOption },
  examples: [{ args: 'staging production', help: 'What production has that staging lacks, and the reverse.' }],
} as const satisfies CommandDeclaration
