import { type CommandDeclaration, rootOption } from '@thanos-gitops/command-line'
import { environments } from './environment-arguments.ts'

export const validateDeclaration = {
  name: 'validate',
  summary: 'validate each manifest against the Kubernetes version of its cluster',
  description: `Validates the committed manifests and delivery objects of environments with kubeconform, against the schemas of the Kubernetes version in environment.yaml. It works offline. A kind without a schema is an error.

kubeconform comes from PATH; otherwise it is built with Go; otherwise it is downloaded and verified. If none of these works, the same schemas are checked without kubeconform, and the output reports that.`,
  forms: [[environments]],
  options: {
    'require-kubeconform': {
      type: 'boolean',
      help: 'Fail if kubeconform is not available. This is the default if CI is set.',
    },
    root: rootOption,
  },
  variables: { CI: 'If it is set, and not to false, kubeconform is required.' },
  examples: [{ args: 'production', help: 'Validate one environment.' }],
} as const satisfies CommandDeclaration
