// Runs in the worker that tries the base. Replaces what makes two evaluations of the same sources differ.
import { pathToFileURL } from 'node:url'

/** Thrown where the base uses something that differs between two renders of the same sources. */
export class ImpureBase extends Error {
  override name = 'ImpureBase'
}

/** Refuses time, randomness, the environment of the process and its end for code below `folder`; other code keeps them. */
export function guardPurity(folder: string): void {
  // A library that the base calls can pass time and randomness on. Its own look at the process has no effect on the base.
  const refuseBelow: Refuse = (what) => {
    if (callers().some((frame) => isIn(folder, frame))) throw new ImpureBase(`The base uses ${what}`)
  }
  const refuseIn: Refuse = (what) => {
    if (isIn(folder, callers()[0] ?? '')) throw new ImpureBase(`The base uses ${what}`)
  }
  guardDate(refuseBelow)
  guardMethods(Math, 'Math', ['random'], refuseBelow)
  guardMethods(performance, 'performance', ['now'], refuseIn)
  guardMethods(crypto, 'crypto', ['randomUUID', 'getRandomValues'], refuseBelow)
  guardMethods(process, 'process', ['exit', 'abort', 'kill', 'hrtime', 'uptime', 'cwd', 'chdir'], refuseIn)
  guardMethods(globalThis, '', ['fetch', 'setTimeout', 'setInterval', 'setImmediate'], refuseIn)
  for (const name of ['env', 'argv', 'pid'] as const) {
    const value: unknown = process[name]
    Object.defineProperty(process, name, {
      configurable: true,
      get() {
        refuseIn(`process.${name}`)
        return value
      },
    })
  }
}

type Refuse = (what: string) => void

function guardDate(refuse: Refuse): void {
  globalThis.Date = new Proxy(Date, {
    construct(target, args, newTarget) {
      if (args.length === 0) refuse('new Date() without a time')
      return Reflect.construct(target, args, newTarget) as object
    },
    apply(target, self, args) {
      refuse('Date()')
      return Reflect.apply(target, self, args) as unknown
    },
    get(target, key, receiver) {
      if (key === 'now') refuse('Date.now()')
      return Reflect.get(target, key, receiver) as unknown
    },
  })
}

function guardMethods<Owner extends object>(
  owner: Owner,
  shown: string,
  names: readonly (keyof Owner & string)[],
  refuse: Refuse,
): void {
  for (const name of names) {
    const method = owner[name] as (...args: readonly unknown[]) => unknown
    const guarded = new Proxy(method, {
      apply(target, self, args) {
        refuse(`${shown === '' ? '' : `${shown}.`}${name}()`)
        return Reflect.apply(target, self, args)
      },
    })
    Object.defineProperty(owner, name, { value: guarded, configurable: true, writable: true })
  }
}

/** The frames of the code that called a guard, the nearest first, without those of this file. */
const callers = (): readonly string[] =>
  (new Error().stack ?? '')
    .split('\n')
    .slice(1)
    .filter((frame) => !frame.includes(import.meta.url) && !/<anonymous>|Reflect\.| Proxy\./.test(frame))

const isIn = (folder: string, frame: string): boolean => frame.includes(`${pathToFileURL(folder).href}/`)
