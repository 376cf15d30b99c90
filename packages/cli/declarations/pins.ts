import { type CommandDeclaration, rootOption } from '@thanos-gitops/command-line'
import { environments } from './environment-arguments.ts'

export const pinsDeclaration = {
  name: 'pins',
  summary: 'list the revisions that environments are pinned to, and what they lack',
  description: `Prints for each environment the revision of the base and the layers that it is rendered from (source in environment.yaml), how many commits of this branch changed them since then, and how many objects a render from the working tree changes.

--format json prints {"environments": [{name, ring, source, commit, behind, isInHistory, change}]}. ring is absent without rings. The keys after it are absent for an environment that is rendered from the working tree. change is {objects, changed, added, removed}, or {problems} if the environment does not render from the working tree. Later versions may add keys and do not remove any.`,
  forms: [[environments]],
  options: {
    format: {
      type: 'string',
      value: 'FORMAT',
      default: 'text',
      choices: ['text', 'json'],
      help: 'The output format.',
    },
    root: rootOption,
  },
  examples: [
    { args: '', help: 'All environments.' },
    { args: 'production --format json', help: 'One environment, for a program.' },
  ],
} as const satisfies CommandDeclaration
