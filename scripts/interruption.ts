// A signal does not end the process at once, so that a script can restore what it changed.
import { failure } from './failure.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs `work`, which calls `check` after each step: it throws after a signal. A step that fails after a signal failed because of it: a
 * terminal sends the signal to all programs.
 *
 * @param message of the Failure after a signal
 */
export async function interruptible<T>(message: string, work: (check: () => void) => Promise<T>): Promise<T> {
  const interrupted = failure('interrupted', message, 'Run it again.')
  let isInterrupted = false
  const interrupt = (): void => {
    isInterrupted = true
  }
  for (const signal of signals) process.on(signal, interrupt)
  try {
    return await work(() => {
      if (isInterrupted) throw interrupted
    })
  } catch (error) {
    throw isInterrupted ? interrupted : error
  } finally {
    for (const signal of signals) process.off(signal, interrupt)
  }
}
