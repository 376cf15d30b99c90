import type { OptionDeclaration, SuggestionContext } from '@thanos-gitops/command-line'

/** For the commands whose arguments are environments. */
export const componentOption = {
  type: 'string',
  value: 'NAME',
  suggest: async ({ root }: SuggestionContext) =>
    (await import('@thanos-gitops/workspace/suggestions')).componentSuggestions(root),
  help: 'Only this component.',
} as const satisfies OptionDeclaration
