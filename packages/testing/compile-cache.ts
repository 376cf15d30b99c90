import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { productRoot } from './command.ts'

const compiled = 'node_modules/.cache/compiled-for-tests'

/**
 * The environment variables with which Node.js uses the compiled code that copies of the product share: otherwise the first process in
 * each of them would compile all sources again. Frames of a stack then name the files of the first copy.
 */
export const compileCache = (copy: string): Readonly<Record<string, string>> => ({
  NODE_COMPILE_CACHE: join(copy, compiled),
  NODE_COMPILE_CACHE_PORTABLE: '1',
})

/** Links the compiled code into a copy: it is found by the place of a source relative to it. */
export function linkCompileCache(copy: string): void {
  mkdirSync(join(productRoot, compiled), { recursive: true })
  mkdirSync(dirname(join(copy, compiled)), { recursive: true })
  symlinkSync(join(productRoot, compiled), join(copy, compiled))
}
