/**
 * The front end of the `thanos-gitops` command and of the npm scripts.
 *
 * A command is a declaration (plain data) and a function. Parsing, validation, `--help`, the list of commands and the shell
 * completions all follow from the declaration, so that an option is described in one place.
 */
export {
  type Command,
  type CommandDeclaration,
  defineCommand,
  type Invocation,
  lazyCommand,
  type OptionDeclaration,
  type PositionalDeclaration,
  type Run,
  type SuggestionContext,
} from './declaration.ts'
export { printManifests } from './masked-output.ts'
export { type Program, runProgram } from './program.ts'
export { type Progress, startProgress } from './progress.ts'
export { runScript } from './script.ts'
export { dryRunOption, jsonOption, rootOption } from './shared-options.ts'
export { usageError } from './usage-error.ts'
