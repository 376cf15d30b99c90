// @ts-check
// Runs in the workers that try the base. Replaces what makes two evaluations of the same sources differ. Plain JavaScript, so that a
// worker that tries a bundle loads no TypeScript.
import { pathToFileURL } from 'node:url'

/** Thrown where the base uses something that differs between two renders of the same sources. */
export class ImpureBase extends Error {
  /** @override */
  name = 'ImpureBase'
}

/** @typedef {(what: string) => void} Refuse */

/**
 * Refuses time, randomness, the environment of the process and its end for code below a folder; other code keeps them.
 * @param {string} folder
 */
export function guardPurity(folder) {
  guard(
    // A library that the base calls can pass time and randomness on. Its own look at the process has no effect on the base.
    (what) => {
      if (callers().some((frame) => isIn(folder, frame))) throw new ImpureBase(`The base uses ${what}`)
    },
    (what) => {
      if (isIn(folder, callers()[0] ?? '')) throw new ImpureBase(`The base uses ${what}`)
    },
  )
}

/**
 * Calls a function where any code, except that of Node.js, uses what `guardPurity` refuses.
 * @param {() => void} note
 */
export function watchPurity(note) {
  const watch = () => {
    const caller = framesOf(new Error()).find((frame) => !frame.includes(import.meta.url))
    if (!/\(node:|at node:/.test(caller ?? '')) note()
  }
  guard(watch, watch)
}

/** @param {Error} error */
const framesOf = ({ stack }) => (stack ?? '').split('\n').slice(1)

/**
 * @param {Refuse} refuseBelow
 * @param {Refuse} refuseIn
 */
function guard(refuseBelow, refuseIn) {
  guardDate(refuseBelow)
  guardMethods(Math, 'Math', ['random'], refuseBelow)
  guardMethods(performance, 'performance', ['now'], refuseIn)
  guardMethods(crypto, 'crypto', ['randomUUID', 'getRandomValues'], refuseBelow)
  guardMethods(process, 'process', ['exit', 'abort', 'kill', 'hrtime', 'uptime', 'cwd', 'chdir'], refuseIn)
  guardMethods(globalThis, '', ['fetch', 'setTimeout', 'setInterval', 'setImmediate'], refuseIn)
  for (const name of /** @type {const} */ (['env', 'argv', 'pid'])) {
    /** @type {unknown} */
    const value = process[name]
    Object.defineProperty(process, name, {
      configurable: true,
      get() {
        refuseIn(`process.${name}`)
        return value
      },
    })
  }
}

/** @param {Refuse} refuse */
function guardDate(refuse) {
  globalThis.Date = new Proxy(Date, {
    construct(target, args, newTarget) {
      if (args.length === 0) refuse('new Date() without a time')
      return Reflect.construct(target, args, newTarget)
    },
    apply(target, self, args) {
      refuse('Date()')
      return Reflect.apply(target, self, args)
    },
    get(target, key, receiver) {
      if (key === 'now') refuse('Date.now()')
      return Reflect.get(target, key, receiver)
    },
  })
}

/**
 * @param {any} owner
 * @param {string} shown
 * @param {readonly string[]} names
 * @param {Refuse} refuse
 */
function guardMethods(owner, shown, names, refuse) {
  for (const name of names) {
    const guarded = new Proxy(owner[name], {
      apply(target, self, args) {
        refuse(`${shown === '' ? '' : `${shown}.`}${name}()`)
        return Reflect.apply(target, self, args)
      },
    })
    Object.defineProperty(owner, name, { value: guarded, configurable: true, writable: true })
  }
}

/**
 * The frames of the code that called a guard, the nearest first, without those of this file.
 * @returns {readonly string[]}
 */
const callers = () =>
  framesOf(new Error()).filter(
    (frame) => !frame.includes(import.meta.url) && !/<anonymous>|Reflect\.| Proxy\./.test(frame),
  )

/**
 * @param {string} folder
 * @param {string} frame
 */
const isIn = (folder, frame) => frame.includes(`${pathToFileURL(folder).href}/`)
