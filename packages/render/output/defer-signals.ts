import { constants } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type EndingSignal = (typeof endingSignals)[number]

/**
 * Runs `work` and delays the signals that end the process until it has finished, so that it is not interrupted half-way.
 * After a signal, the process then exits with 128 and the number of the signal, as a shell reports it: 130 for SIGINT,
 * 143 for SIGTERM.
 *
 * @param work synchronous: Node.js calls a signal handler only after it
 */
export async function deferSignals<Result>(work: () => Result): Promise<Result> {
  let received: EndingSignal | undefined
  const remember = (signal: EndingSignal): void => {
    received ??= signal
  }
  for (const signal of endingSignals) process.on(signal, remember)
  try {
    return work()
  } finally {
    // Node.js delivers a signal in the next turn of the event loop. Without it, a signal during `work` would have no effect.
    await nextTurn()
    for (const signal of endingSignals) process.off(signal, remember)
    if (received !== undefined) process.exit(128 + constants.signals[received])
  }
}
