import { type CommandDeclaration, rootOption } from '@thanos-gitops/command-line'
import { allVerdictsOption } from './all-verdicts-option.ts'
import { colorVariables } from './color-variables.ts'
import { environments, manifestPaths } from './environment-arguments.ts'
import { jsonLinesOption } from './json-lines-option.ts'
import { kubernetesOption } from './kubernetes-option.ts'

export const validateDeclaration = {
  name: 'validate',
  summary: 'find what the API server of the cluster refuses',
  description: `Validates the committed manifests and delivery objects of environments, or the Kubernetes YAML of any files and folders, such as the output of Helm or kustomize. An argument with a slash or a dot is a path, and - is standard input. It works offline.

Kubernetes' own code decodes, defaults and validates each object as the API server of this version does. It is part of this repository; it needs neither a cluster nor Go. kubeconform compares each object with the schemas, as a second opinion. A kind without a schema is an error.

kubeconform comes from PATH; otherwise it is built with Go; otherwise it is downloaded and verified. If none of these works, the same schemas are checked without kubeconform, and the output reports that.`,
  forms: [[environments], [manifestPaths]],
  options: {
    kubernetes: kubernetesOption('For paths: the minor version of the cluster. Default: the newest known version.'),
    format: {
      type: 'string',
      value: 'FORMAT',
      default: 'text',
      choices: ['text', 'github'],
      help: 'The output format: github prints annotations of a pull request.',
    },
    'all-verdicts': allVerdictsOption,
    'require-kubeconform': {
      type: 'boolean',
      help: 'Fail if kubeconform is not available. This is the default if CI is set.',
    },
    'json-lines': jsonLinesOption([]),
    root: rootOption,
  },
  variables: { CI: 'If it is neither empty nor false, kubeconform is required.', ...colorVariables },
  examples: [
    { args: 'production', help: 'Validate one environment.' },
    { args: 'charts/rendered --kubernetes 1.36', help: 'Validate a folder of Kubernetes YAML.' },
  ],
} as const satisfies CommandDeclaration
