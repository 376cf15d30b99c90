/** What a shell completes: names of files or folders, or the words that the function returns. */
export type Suggestion =
  | 'file'
  | 'folder'
  | ((context: SuggestionContext) => readonly string[] | Promise<readonly string[]>)

/** What is on the command line before the word that is completed. */
export interface SuggestionContext {
  readonly positionals: readonly string[]
  /** The value of `--root`, if it is given. */
  readonly root: string | undefined
}

/** The values that are accepted. A function loads them when they are needed, so that a declaration stays cheap to import. */
export type Choices = readonly string[] | (() => Promise<readonly string[]>)

interface NamedDeclaration {
  /** One line of the help. */
  readonly help: string
}

interface OptionBase extends NamedDeclaration {
  /** Options that cannot be combined with this one, without `--`. */
  readonly excludes?: readonly string[]
}

interface SwitchDeclaration extends OptionBase {
  readonly type: 'boolean'
}

interface ValueDeclaration extends OptionBase {
  /** `list` is several values with commas between them; `number` is not negative. */
  readonly type: 'string' | 'list' | 'number'
  /** The placeholder of the value in the help, such as `DIR`. */
  readonly value: string
  readonly choices?: Choices
  readonly default?: string | number
  readonly required?: true
  readonly suggest?: Suggestion
}

export type OptionDeclaration = SwitchDeclaration | ValueDeclaration

export interface PositionalDeclaration extends NamedDeclaration {
  /** The placeholder in the usage line, such as `ENVIRONMENT`. */
  readonly name: string
  readonly optional?: true
  /** The last positional may be given more than once. */
  readonly repeats?: true
  readonly choices?: Choices
  readonly suggest?: Suggestion
}

export interface CommandDeclaration {
  readonly name: string
  /** One line in the list of commands. */
  readonly summary: string
  /** Paragraphs of the help, with an empty line between them. */
  readonly description: string
  /** The forms in which arguments are accepted; each has its own usage line. */
  readonly forms: readonly (readonly PositionalDeclaration[])[]
  readonly options: Readonly<Record<string, OptionDeclaration>>
  /** Each as it is typed after the name of the command. */
  readonly examples?: readonly { readonly args: string; readonly help: string }[]
  /** Environment variables that the command reads: name and help. */
  readonly variables?: Readonly<Record<string, string>>
}

/** A parsed and validated command line, before the types of the declaration are known. */
export interface ParsedArguments {
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, ParsedValue>>
}

export type ParsedValue = boolean | string | number | readonly string[] | undefined

/** The command line of a declared command: each option has the type of its declaration. */
export interface Invocation<D extends CommandDeclaration> {
  readonly positionals: readonly string[]
  readonly options: OptionValues<D['options']>
}

/**
 * Returns the exit code: 0 for success, 1 for findings or differences.
 * @throws Failure for bad input or a failure, which is exit code 2
 */
export type Run<D extends CommandDeclaration> = (invocation: Invocation<D>) => number | Promise<number>

/** A declaration with the function that does the work. */
export interface Command {
  readonly declaration: CommandDeclaration
  run(args: ParsedArguments): Promise<number>
}

export const defineCommand = <const D extends CommandDeclaration>(declaration: D, run: Run<D>): Command =>
  lazyCommand(declaration, () => Promise.resolve({ default: run }))

/** A command whose module is loaded when it runs: help and completion need the declaration only. */
export const lazyCommand = <const D extends CommandDeclaration>(
  declaration: D,
  load: () => Promise<{ readonly default: Run<D> }>,
): Command => ({
  declaration,
  async run(args) {
    const { default: run } = await load()
    // The parser returns values of the declared types.
    return run(args as Invocation<D>)
  },
})

type OptionValues<O extends Readonly<Record<string, OptionDeclaration>>> = {
  readonly [Name in keyof O]: OptionValue<O[Name]>
}

type OptionValue<O extends OptionDeclaration> = O extends { readonly type: 'boolean' }
  ? boolean
  : O extends { readonly default: string | number } | { readonly required: true }
    ? Value<O>
    : Value<O> | undefined

type Value<O extends OptionDeclaration> = O extends { readonly type: 'number' }
  ? number
  : O extends { readonly type: 'list' }
    ? readonly Choice<O>[]
    : Choice<O>

type Choice<O> = O extends { readonly choices: readonly (infer C extends string)[] }
  ? C
  : O extends { readonly choices: () => Promise<readonly (infer C extends string)[]> }
    ? C
    : string
