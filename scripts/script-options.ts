import { join, resolve } from 'node:path'
import type { OptionDeclaration, PositionalDeclaration, SuggestionContext } from '@thanos-gitops/command-line'
import { type StringFormat, shownValue } from '@thanos-gitops/manifest'
import { failure } from './failure.ts'

/** The repository that the scripts are part of. */
export const ownRepository = resolve(import.meta.dirname, '..')

export const scriptRootOption = {
  type: 'string',
  value: 'DIR',
  suggest: 'folder',
  help: 'The repository. Default: the one that contains the script.',
} as const satisfies OptionDeclaration

/** @param given the value of `--root` */
export const repositoryRoot = (given: string | undefined): string =>
  given === undefined ? ownRepository : resolve(given)

/** Throws a usage error for the value of an option that does not have a form. */
export function requireFormat(option: string, value: string, format: StringFormat): void {
  const { pattern, description, example } = format
  if (!pattern.test(value))
    throw failure(
      'usage-error',
      `${option}: ${shownValue(value)} is not ${description}.`,
      format.remedy?.(value) ?? `Write it like ${option} ${example}`,
    )
}

export const environmentNames = async ({ root }: SuggestionContext): Promise<readonly string[]> =>
  (await import('@thanos-gitops/workspace/suggestions')).environmentSuggestions(repositoryRoot(root))

export const environmentArgument = {
  name: 'ENVIRONMENT',
  suggest: environmentNames,
  help: 'A folder of environments/.',
} as const satisfies PositionalDeclaration

export const contextOption = {
  type: 'string',
  value: 'NAME',
  help: 'The kubectl context. Default: the one with the name of the environment. The current context is never used.',
} as const satisfies OptionDeclaration

export const hubOption = {
  type: 'string',
  value: 'NAME',
  help: 'The kubectl context of the cluster with the central Argo CD or Flux, if delivery.yaml sets central: true.',
} as const satisfies OptionDeclaration

export const toolOption = (help: string) =>
  ({ type: 'string', value: 'TOOL', choices: ['argo-cd', 'flux'], help }) as const satisfies OptionDeclaration

/** Programs and results of earlier runs, which may be deleted. */
export const cacheFolder = join(ownRepository, 'node_modules/.cache/thanos-gitops')
