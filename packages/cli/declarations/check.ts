import { type CommandDeclaration, rootOption } from '@thanos-gitops/command-line'
import { allVerdictsOption } from './all-verdicts-option.ts'
import { colorVariables } from './color-variables.ts'
import { environments, manifestPaths } from './environment-arguments.ts'
import { jsonLinesOption } from './json-lines-option.ts'
import { kubernetesOption } from './kubernetes-option.ts'

/** Names and rule ids. Loaded when they are needed: the checks take longer to load than the rest of the command. */
const checkNames = async (): Promise<readonly string[]> => {
  const { checks } = await import('@thanos-gitops/checks')
  return checks.flatMap(({ name, id }) => [name, ...(id === undefined ? [] : [id])])
}

export const checkDeclaration = {
  name: 'check',
  summary: 'find what the API server does not see: wiring, flags, configuration, hygiene',
  description:
    'Checks environments as a render writes them, or the Kubernetes YAML of any files and folders, such as the output of Helm or kustomize. An argument with a slash or a dot is a path, and - is standard input.',
  forms: [[environments], [manifestPaths]],
  options: {
    format: {
      type: 'string',
      value: 'FORMAT',
      default: 'text',
      choices: async () => {
        const { checkFormats } = await import('@thanos-gitops/report/check')
        return Object.keys(checkFormats) as (keyof typeof checkFormats)[]
      },
      help: 'The output format.',
    },
    'fail-on': {
      type: 'string',
      value: 'SEVERITY',
      default: 'error',
      choices: ['error', 'warning'],
      help: 'The least severity for which the exit code is 1.',
    },
    exceptions: {
      type: 'string',
      value: 'FILE',
      suggest: 'file',
      help: 'Exceptions and external objects. Default for an environment: environments/<name>/exceptions.yaml.',
    },
    kubernetes: kubernetesOption('For paths: the minor version of the cluster. Default: the newest known version.'),
    thanos: {
      type: 'string',
      value: 'VERSION',
      help: 'Check against this version of Thanos instead of the version in the image tags.',
    },
    only: {
      type: 'list',
      value: 'NAMES',
      choices: checkNames,
      help: 'Run only these checks: names or ids, with commas between them.',
    },
    across: {
      type: 'boolean',
      help: 'Only compare all environments with each other: buckets, clusters, replica labels.',
    },
    alone: {
      type: 'boolean',
      excludes: ['across'],
      help: 'Do not compare the environments with each other and with the others of the repository.',
    },
    'all-verdicts': allVerdictsOption,
    'no-verdicts': {
      type: 'boolean',
      help: 'Leave out what the API server refuses, which validate reports, too.',
    },
    list: { type: 'boolean', help: 'Print all checks with their reasons.' },
    'json-lines': jsonLinesOption(['across', 'list']),
    root: rootOption,
  },
  variables: colorVariables,
  examples: [
    { args: 'production', help: 'Check one environment.' },
    { args: 'charts/rendered --format sarif', help: 'Check a folder of Kubernetes YAML.' },
    { args: '--list', help: 'Print all checks.' },
  ],
} as const satisfies CommandDeclaration
