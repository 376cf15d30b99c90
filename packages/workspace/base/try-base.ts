import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { TriedBase } from './try-base.worker.ts'

/** How long the modules of a base may take to load, in milliseconds. They need less than a second. */
export const longestLoad = 10_000

/** The exit code of Node.js for a module that waits when nothing is left to do. */
const unsettledAwait = 13

/** Imports the base in a worker. Returns why it cannot be used, if so. */
export async function tryBase(file: string, files: readonly string[], limit: number = longestLoad): Promise<TriedBase> {
  const worker = new Worker(new URL('./try-base.worker.ts', import.meta.url), {
    workerData: { file, files },
    // What base code prints must not get into the output of a command.
    stdout: true,
    stderr: true,
  })
  const timeout = AbortSignal.timeout(limit)
  try {
    return await Promise.race([
      once(worker, 'message', { signal: timeout }).then(([message]) => message as TriedBase),
      once(worker, 'exit', { signal: timeout }).then(
        ([code]): TriedBase =>
          code === unsettledAwait
            ? { ok: false, message: 'A module of the base has an await that does not end', remedy: 'Remove the await.' }
            : {
                ok: false,
                message: 'A module of the base ends the process',
                remedy: 'Remove the call that ends the process.',
              },
      ),
    ])
  } catch (error) {
    if (timeout.aborted)
      return {
        ok: false,
        message: `The modules of the base do not end within ${limit / 1000} seconds`,
        remedy: 'Look for an endless loop, or for an await that does not end.',
      }
    const { message, stack } = error as Error
    return { ok: false, message, ...(stack === undefined ? {} : { stack }) }
  } finally {
    await worker.terminate()
  }
}
