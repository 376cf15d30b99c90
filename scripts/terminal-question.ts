import { createInterface } from 'node:readline'
import { failure } from './failure.ts'

/** Asks a person and returns the line that the person types. */
export type AskQuestion = (question: string) => Promise<string>

/** Undefined if input or output is not a terminal: nobody can answer there. */
export const terminalQuestion = (): AskQuestion | undefined =>
  process.stdin.isTTY && process.stdout.isTTY ? readAnswer : undefined

/** The terminal edits the line: its control characters would be escaped in the output of a command. */
async function readAnswer(question: string): Promise<string> {
  process.stdout.write(question)
  const lines = createInterface({ input: process.stdin, terminal: false })
  try {
    return await new Promise((resolve, reject) => {
      lines.once('line', resolve)
      // After Ctrl-D.
      lines.once('close', () =>
        reject(
          failure(
            'usage-error',
            'The question has no answer, so nothing was changed.',
            'Answer it, or set the option.',
          ),
        ),
      )
    })
  } finally {
    lines.close()
  }
}
