import { which } from 'zx'
import { buildTool, findTool, type ToolName } from '../tools.ts'
import { runs } from './measure.ts'

/** A program to compare with, built if it is not yet. Undefined in a trial, which builds nothing and prints what it leaves out. */
export async function peer(name: ToolName): Promise<string | undefined> {
  const found = runs.isTrial ? await findTool(name) : await buildTool(name)
  if (found === undefined) console.error(`Left out: ${name} is not built. Build it: npm run tools -- ${name}`)
  return found
}

/** The first of these programs that is not installed. */
export async function missingProgram(names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if ((await which(name, { nothrow: true })) === null) return name
  return undefined
}
