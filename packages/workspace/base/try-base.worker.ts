// Imports the base where it can do no harm: an endless loop and an end of the process stop this worker only.
import { dirname, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { guardPurity, ImpureBase } from './purity-guards.mjs'
import { culpritOf } from './throwing-file.ts'

/** What the worker reports. `file` is the absolute path of the module that threw, if the stack does not name it. */
export type TriedBase =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly message: string
      readonly stack?: string
      readonly file?: string
      readonly remedy?: string
    }

const { file, files } = workerData as { readonly file: string; readonly files: readonly string[] }
guardPurity(dirname(file))

let result: TriedBase
try {
  await import(pathToFileURL(file).href)
  result = { ok: true }
} catch (error) {
  result = await failure(error)
}
parentPort!.postMessage(result)

async function failure(error: unknown): Promise<TriedBase> {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined }
  const text = `${message}\n${stack ?? ''}`
  if (error instanceof ImpureBase)
    return {
      ok: false,
      message,
      ...(stack === undefined ? {} : { stack }),
      remedy: 'Write a fixed value, or use setting(…). The base must give the same objects in each render.',
    }
  if (text.includes(`${dirname(file)}${sep}`) || text.includes(pathToFileURL(dirname(file)).href))
    return { ok: false, message, ...(stack === undefined ? {} : { stack }) }
  const culprit = await culpritOf(files, error)
  return { ok: false, message, ...(stack === undefined ? {} : { stack }), ...(culprit ? { file: culprit } : {}) }
}
