import type { PositionalDeclaration, SuggestionContext } from '@thanos-gitops/command-line'

/** The names of the environments, for completion. Outside of a repository there are none. */
export const environmentNames = async ({ root }: SuggestionContext): Promise<readonly string[]> =>
  (await import('@thanos-gitops/workspace/suggestions')).environmentSuggestions(root)

/** Any number of environments; without a name, all. */
export const environments = {
  name: 'ENVIRONMENT',
  optional: true,
  repeats: true,
  suggest: environmentNames,
  help: 'A folder of environments/. Default: all.',
} as const satisfies PositionalDeclaration

/** Kubernetes YAML of any origin. */
export const manifestPaths = {
  name: 'PATH',
  repeats: true,
  suggest: 'file',
  help: 'A file or folder of Kubernetes YAML, or - for standard input.',
} as const satisfies PositionalDeclaration
