import { type CommandDeclaration, rootOption } from '@thanos-gitops/command-line'
import { allVerdictsOption } from './all-verdicts-option.ts'
import { environments } from './environment-arguments.ts'

export const siteDeclaration = {
  name: 'site',
  summary: 'write a static site about the environments',
  description: `Writes pages that need no server and no network: open index.html. They compare the components of all environments, and show the topology, each object with the source of each line, the results of the checks, capacity, pins and, with --base, what the branch changes. Values of Secrets and credentials are not in the files.

Lines have links to the repository if the host in environments/delivery.yaml is github.com, gitlab.com, codeberg.org, bitbucket.org, or one whose name begins with gitlab., gitea. or forgejo. For another host, use --line-url.`,
  forms: [[environments]],
  options: {
    out: {
      type: 'string',
      value: 'DIR',
      suggest: 'folder',
      help: 'The folder. It must not exist, be empty, or be one that this command wrote.',
    },
    base: {
      type: 'string',
      value: 'REF',
      help: 'Also show what changes since this git revision, as diff prints it.',
    },
    prices: {
      type: 'string',
      value: 'FILE',
      suggest: 'file',
      help: 'YAML with cpu, memory and storage (per core or GiB and month), storageClasses and currency.',
    },
    'line-url': {
      type: 'string',
      value: 'URL',
      help: 'The address of a line: https://git.example.com/a/b/blob/{revision}/{file}#L{line}',
    },
    'no-checks': { type: 'boolean', help: 'Leave the checks out.' },
    'all-verdicts': allVerdictsOption,
    root: rootOption,
  },
  examples: [
    { args: '--out site', help: 'All environments.' },
    { args: '--out site --base origin/main --prices prices.yaml', help: 'With the changes of a branch, and cost.' },
  ],
} as const satisfies CommandDeclaration
