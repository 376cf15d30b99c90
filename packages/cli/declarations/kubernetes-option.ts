import type { OptionDeclaration } from '@thanos-gitops/command-line'

export const kubernetesOption = (help: string) =>
  ({
    type: 'string',
    value: 'VERSION',
    choices: async () => (await import('@thanos-gitops/schemas')).kubernetesVersions,
    help,
  }) as const satisfies OptionDeclaration
