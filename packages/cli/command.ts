import type { ParseArgsOptionsConfig } from 'node:util'

export interface Invocation {
  /** Absolute path of the repository. */
  readonly root: string
  readonly positionals: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | undefined>>
}

/** A command is data; `main` reads the arguments and prints the help. */
export interface Command {
  readonly name: string
  readonly usage: string
  readonly summary: string
  /** What `--help` says below the usage line. */
  readonly help: string
  readonly options: ParseArgsOptionsConfig
  /** Gives the exit code: 0 well, 1 findings or drift. Throws a Failure for exit code 2. */
  run(invocation: Invocation): Promise<number> | number
}
