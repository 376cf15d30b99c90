import type { CommandDeclaration, rootOption } from '@thanos-gitops/command-line'

/** @param excludes options that print something for other programs */
export const watchOption = <const Name extends string>(excludes: readonly Name[]) =>
  ({
    type: 'boolean',
    excludes,
    help: 'Run again after each change of the base, the environments, their layers, the policy or the packages, also after an error. Ctrl-C ends it. Commits and other branches are no changes of files: start it again after them.',
  }) as const

/** A command with the option. */
export interface WatchedDeclaration extends CommandDeclaration {
  readonly options: CommandDeclaration['options'] & {
    readonly root: typeof rootOption
    readonly watch: ReturnType<typeof watchOption>
  }
}
