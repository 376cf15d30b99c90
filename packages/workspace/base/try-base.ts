import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { runningFrame } from './running-frame.ts'
import type { TriedBase } from './try-base.worker.ts'

/** How much processor time the modules of a base may take to load, in milliseconds. They need less than a second. */
export const longestLoad = 10_000

/** A base that waits uses no processor time, and on a busy machine it gets little: it may take this many times as long. */
const waitingFactor = 6

/** The exit code of Node.js for a module that waits when nothing is left to do. */
const unsettledAwait = 13

/** Imports the base in a worker. Returns why it cannot be used, if so. */
export async function tryBase(file: string, files: readonly string[], limit: number = longestLoad): Promise<TriedBase> {
  const worker = new Worker(new URL('./try-base.worker.ts', import.meta.url), {
    workerData: { file, files },
    // Frames of compiled code from a cache do not have the URLs with which the guards find the base.
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
    // What base code prints must not get into the output of a command.
    stdout: true,
    stderr: true,
  })
  const { signal: timeout, stop } = afterProcessorTime(limit)
  try {
    return await Promise.race([
      once(worker, 'message', { signal: timeout }).then(([message]) => message as TriedBase),
      once(worker, 'exit', { signal: timeout }).then(
        ([code]): TriedBase =>
          code === unsettledAwait
            ? {
                ok: false,
                message: 'A module of the base has an await that does not end',
                ...waitingFile(files),
                remedy: 'Remove the await.',
              }
            : {
                ok: false,
                message: 'A module of the base ends the process',
                remedy: 'Remove the call that ends the process.',
              },
      ),
    ])
  } catch (error) {
    if (timeout.aborted) {
      const frame = await runningFrame(`${pathToFileURL(dirname(file)).href}/`).catch(() => undefined)
      return {
        ok: false,
        message: `The modules of the base do not end within ${limit / 1000} seconds of processor time, or ${(waitingFactor * limit) / 1000} seconds`,
        ...(frame === undefined ? {} : { stack: `${frame.url}:${frame.line}:${frame.column}` }),
        ...(frame === undefined ? waitingFile(files) : {}),
        remedy: 'Look for an endless loop, or for an await that does not end.',
      }
    }
    const { message, stack } = error as Error
    return { ok: false, message, ...(stack === undefined ? {} : { stack }) }
  } finally {
    stop()
    await worker.terminate()
  }
}

/** A signal that aborts when this process has used the processor time, in milliseconds, or after a multiple of it without. */
function afterProcessorTime(limit: number): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController()
  const [started, begin] = [process.cpuUsage(), performance.now()]
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(started)
    if ((user + system) / 1000 >= limit || performance.now() - begin >= waitingFactor * limit) controller.abort()
  }, limit / 20)
  return { signal: controller.signal, stop: () => clearInterval(timer) }
}

/** The line with `await` in the base, if there is only one. */
function waitingFile(files: readonly string[]): { readonly stack?: string } {
  const lines = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const column = line.search(/\bawait\b/)
        return column < 0 ? [] : [`${pathToFileURL(file).href}:${index + 1}:${column + 1}`]
      }),
  )
  return lines.length === 1 ? { stack: lines[0]! } : {}
}
