import { type Engine, findProgram, type Program } from '@thanos-gitops/api-server'

let shared: Program | undefined

/** One instance of the program for all tests of a file: it starts once and ends with the tests. */
export function sharedProgram(): Program {
  if (shared) return shared
  const program = findProgram('1.36')
  let engine: Promise<Engine> | undefined
  shared = {
    ...program,
    async start() {
      engine ??= program.start()
      const { answers } = await engine
      return { answers, close: async () => {} }
    },
  }
  return shared
}
