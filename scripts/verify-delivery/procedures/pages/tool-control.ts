import type { Execution } from '../execution.ts'

/** How long a tool gets to undo a change that it must not undo. Argo CD needs five seconds at most. */
export const undoTime = 10_000

/** The commands of the section that stop the tool, and those that start it again. */
export function pauseAndResume(execution: Execution): readonly [readonly string[], readonly string[]] {
  const commands = execution.commandsOf('Stop the tool for an hour')
  const isPause = (command: string): boolean => /skip-reconcile=true|"suspend":true/.test(command)
  return [commands.filter(isPause), commands.filter((command) => !isPause(command))]
}
