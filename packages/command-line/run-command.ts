import { Failure, pathFrom, reasonOf, unreadableFile } from '@thanos-gitops/manifest'
import { findingsText } from '@thanos-gitops/report'
import { paintOf } from './color.ts'
import type { Command } from './declaration.ts'
import { maskOutput } from './masked-output.ts'
import { parseArguments } from './parse-arguments.ts'
import { endProgress } from './progress.ts'

/** Parses the arguments and runs the command, or prints its help. Returns the exit code. */
export async function runCommand(command: Command, invokedAs: string, args: readonly string[]): Promise<number> {
  const invocation = await parseArguments(command.declaration, invokedAs, args)
  if (invocation !== 'help') return command.run(invocation)
  const { commandHelp } = await import('./help.ts')
  console.log(await commandHelp(command.declaration, invokedAs))
  return 0
}

/** Runs `work` and returns its exit code; prints what it throws and returns 2. May be called more than once. */
export async function exitCodeOf(work: () => Promise<number>): Promise<number> {
  maskOutput()
  if (!process.stdout.listeners('error').includes(endWithPipe)) process.stdout.on('error', endWithPipe)
  try {
    return await work()
  } catch (error) {
    endProgress()
    const failure = error instanceof Failure ? error : fileFailure(error)
    // Anything else is a defect of the program: the stack helps to find it.
    console.error(failure === undefined ? error : findingsText(failure.findings, paintOf(process.stderr)))
    return 2
  }
}

/** The Failure for an error of the file system, such as EACCES or EMFILE. */
function fileFailure(error: unknown): Failure | undefined {
  const { syscall, path } = (error ?? {}) as NodeJS.ErrnoException
  if (syscall === undefined || path === undefined) return undefined
  const reason = reasonOf(error as NodeJS.ErrnoException)
  const remedy = 'Check that it is a file or folder that you can read and write.'
  return new Failure(unreadableFile(pathFrom(process.cwd(), path), reason, remedy))
}

/** `render --stdout | head` closes the pipe early, which is not a failure. */
function endWithPipe(error: NodeJS.ErrnoException): never {
  process.exit(error.code === 'EPIPE' ? 0 : 2)
}
