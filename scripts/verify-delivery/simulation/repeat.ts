import { sleep } from 'zx'

export interface Repetition {
  /** Does the work soon, because something has changed. */
  request(): void
  stop(): Promise<void>
}

const shortestPause = 50
const longestPause = 1000

/** Does the work when it is requested, and at least once in a second, one run after the other. An error is printed. */
export function repeat(name: string, work: () => Promise<void>): Repetition {
  let isStopped = false
  let wake: () => void = () => {}
  let isRequested = false
  const loop = async (): Promise<void> => {
    while (!isStopped) {
      isRequested = false
      // A request can fail because the server ends; the next run repeats it.
      await work().catch((error: unknown) => {
        if (!isStopped) console.error(`${name}: ${error}`)
      })
      if (!isRequested && !isStopped)
        await Promise.race([sleep(longestPause), new Promise<void>((done) => (wake = done))])
      await sleep(shortestPause)
    }
  }
  const running = loop()
  return {
    request() {
      isRequested = true
      wake()
    },
    async stop() {
      isStopped = true
      wake()
      await running
    },
  }
}
