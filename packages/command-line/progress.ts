import { openSync, writeSync } from 'node:fs'
import { isPipeline } from '@thanos-gitops/manifest'

/** How far a command is, in one line of the terminal of a person who waits for it. */
export interface Progress {
  /** Sets what the line shows: `12 of 500 environments rendered`. */
  show(state: string): void
  /** Removes the line, so that the command can print. */
  clear(): void
  /** Removes the line for good. */
  end(): void
}

/** The progress that is shown now. */
let current: Progress | undefined

/** Removes the line of a command that fails, before its problems are printed. */
export const endProgress = (): void => current?.end()

/** A command that ends earlier shows nothing. */
const patience = 2_000
/** Milliseconds between two changes of the line. */
const interval = 100

/**
 * Starts to measure the time of a command. Pipes, files and the logs of pipelines get nothing.
 *
 * @param write writes to the terminal; undefined if there is none
 */
export function startProgress(
  command: string,
  write: ((text: string) => void) | undefined = terminal(),
  now: () => number = Date.now,
): Progress {
  if (write === undefined) return { show() {}, clear() {}, end() {} }
  const start = now()
  let state = ''
  let shownAt = 0
  let isShown = false
  const draw = (): void => {
    const time = now()
    if (state === '' || time - start < patience || (isShown && time - shownAt < interval)) return
    shownAt = time
    isShown = true
    write(`\r${command}: ${state}, ${Math.round((time - start) / 1000)} s\x1b[K`)
  }
  // For work that waits for another process.
  const timer = setInterval(draw, 1_000).unref()
  const clear = (): void => {
    if (isShown) write('\r\x1b[K')
    isShown = false
  }
  current = {
    show(next) {
      state = next
      draw()
    },
    clear,
    end() {
      clearInterval(timer)
      state = ''
      clear()
    },
  }
  return current
}

/**
 * Standard error, if it is a terminal. Under Nx it is a pipe: the plugin sets the variable if the standard error of Nx is a terminal.
 */
function terminal(): ((text: string) => void) | undefined {
  const { TERM, THANOS_GITOPS_TERMINAL: device = '' } = process.env
  if (isPipeline() || TERM === 'dumb') return undefined
  // Bound now: the output of an environment may be captured later.
  if (process.stderr.isTTY) return process.stderr.write.bind(process.stderr)
  if (device === '') return undefined
  try {
    const file = openSync(device, 'w')
    return (text) => void writeSync(file, text)
  } catch {
    return undefined
  }
}
