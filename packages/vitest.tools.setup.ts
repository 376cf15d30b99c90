// Puts the programs that `npm run tools` built on the search path of the tests, where they look for them. It runs once for all files,
// because each program is verified.
import { delimiter } from 'node:path'
import type { TestProject } from 'vitest/node'
import { toolFolders } from '../scripts/tools.ts'

export function setup({ config }: TestProject): void {
  config.env.PATH = [...toolFolders(), process.env.PATH ?? ''].join(delimiter)
}
