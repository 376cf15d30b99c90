// @ts-check
// Evaluates the bundle of a base where it can do no harm, and reports whether it used no time, randomness or environment of the process.
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { watchPurity } from './purity-guards.mjs'

const require = createRequire(import.meta.url)
let isPure = true
watchPurity(() => {
  isPure = false
})
const { base } = require(workerData)
parentPort?.postMessage(isPure && base !== undefined)
