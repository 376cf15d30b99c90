import { completionCommand, completionRequest } from './completion/completion-command.ts'
import type { Command } from './declaration.ts'
import { exitCodeOf, runCommand } from './run-command.ts'
import { suggestionFor, usageError } from './usage-error.ts'

/** A program with several commands. */
export interface Program {
  readonly name: string
  readonly summary: string
  readonly commands: readonly Command[]
  /** What `--version` prints after the name. */
  version(): string
}

/** Runs the command line and returns the exit code. Prints what is wrong to standard error. */
export const runProgram = (program: Program, args: readonly string[]): Promise<number> =>
  exitCodeOf(() => runChosenCommand(program, args))

async function runChosenCommand(program: Program, [word, ...rest]: readonly string[]): Promise<number> {
  const commands = [...program.commands, completionCommand(program.name)]
  const find = (name: string): Command => commandNamed(program.name, commands, name)
  if (word === completionRequest) {
    const { printSuggestions } = await import('./completion/print-suggestions.ts')
    return printSuggestions(commands, rest)
  }
  if (word === '--version') {
    console.log(`${program.name} ${program.version()}`)
    return 0
  }
  if (word === 'help' && rest[0] !== undefined)
    return runCommand(find(rest[0]), `${program.name} ${rest[0]}`, ['--help'])
  if (word === undefined || word === 'help' || word === '--help' || word === '-h') {
    const { programHelp } = await import('./help.ts')
    console.log(programHelp(program.name, program.summary, commands))
    return word === undefined ? 2 : 0
  }
  return runCommand(find(word), `${program.name} ${word}`, rest)
}

function commandNamed(program: string, commands: readonly Command[], name: string): Command {
  const found = commands.find(({ declaration }) => declaration.name === name)
  if (found !== undefined) return found
  const isOption = name.startsWith('-')
  const known = isOption ? ['--help', '--version'] : commands.map(({ declaration }) => declaration.name)
  throw usageError(
    isOption ? `${program}: Unknown option ${name}.` : `${program}: Unknown command ${name}.`,
    suggestionFor(name, known, `Run ${program} --help for the commands.`),
  )
}
