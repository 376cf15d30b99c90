// @ts-check
// Plain JavaScript, so that the command can start a trial before its own modules are there.
import { Worker } from 'node:worker_threads'

/** In milliseconds. A base evaluates in a few of them; the rest is for starting the worker on a busy machine. */
const longestTrial = 5000

/** What Node.js does not run, but the bundler does. A comment that looks like it only takes the time of loading the sources. */
const notErasable =
  /\b(?:enum|namespace|module)\s+[\w.]+\s*\{|^\s*(?:import\s+\w+|export)\s*=|constructor\s*\([^)]*\b(?:public|private|protected|readonly)\b|^\s*@\w/m

/**
 * Evaluates the bundle of a base in a worker. The returned function resolves to whether it evaluates in time, and without time,
 * randomness and the environment of the process. If it does not, the sources decide, and have the place of the problem.
 *
 * @param {string} bundle the absolute path of a module that exports `base`
 * @param {ReadonlyMap<string, Buffer>} sources of the bundle
 * @returns {() => Promise<boolean>}
 */
export function startBundleTrial(bundle, sources) {
  if ([...sources].some(([file, content]) => file.startsWith('base/') && notErasable.test(content.toString())))
    return () => Promise.resolve(false)
  const worker = new Worker(new URL('./bundle-trial.worker.mjs', import.meta.url), {
    workerData: bundle,
    // The trial must not leave compiled code of a base that is refused.
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
    // What base code prints must not get into the output of a command.
    stdout: true,
    stderr: true,
  })
  // A command that does not need the base ends without the result.
  worker.unref()
  /** @type {Promise<boolean>} */
  const ended = new Promise((resolve) => {
    worker.once('message', resolve)
    worker.once('error', () => resolve(false))
    worker.once('exit', () => resolve(false))
  })
  return async () => {
    worker.ref()
    /** @type {NodeJS.Timeout | undefined} */
    let timer
    /** @type {Promise<false>} */
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, longestTrial, false)
    })
    const isUsable = await Promise.race([ended, late])
    clearTimeout(timer)
    await worker.terminate()
    return isUsable
  }
}
