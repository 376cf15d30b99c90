/** A running program, natively or as a WebAssembly module. Not two calls of `answers` at the same time. */
export interface Engine {
  /**
   * The answers to lines, in order.
   *
   * @throws EngineFailure if the program ends or does not answer within the time limit
   */
  answers(lines: readonly string[]): Promise<readonly string[]>
  close(): Promise<void>
}

/** The program did not answer. The message completes "The program". */
export class EngineFailure extends Error {
  override name = 'EngineFailure'
}

/** How long the program may take for one answer, in milliseconds. It needs a few; its start on a busy machine takes seconds. */
export const defaultTimeLimit = 60_000

export const noAnswer = (limit: number): EngineFailure =>
  new EngineFailure(`does not answer within ${limit / 1000} seconds`)

/** The end of what a program wrote to stderr: a crash of a Go program begins with its reason. */
export function crashReason(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim())
  const reason = lines.find((line) => /^(panic|fatal error|runtime):/.test(line)) ?? lines.find((line) => line !== '')
  return reason === undefined ? '' : `: ${reason.slice(0, 300)}`
}
