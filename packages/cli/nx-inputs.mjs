// @ts-check
// Prints what decides the result of a target and is outside of the repository, as a part of Nx' cache key:
//   node packages/cli/nx-inputs.mjs today promtool
import { statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const folders = (process.env.PATH ?? '').split(delimiter)
const extension = process.platform === 'win32' ? '.exe' : ''

/**
 * Where a program is, its size and the time of its last change.
 * @param {string} program
 */
function stamp(program) {
  for (const folder of folders) {
    const file = join(folder, `${program}${extension}`)
    const stat = statSync(file, { throwIfNoEntry: false })
    if (stat?.isFile()) return `${file} ${stat.size} ${stat.mtimeMs}`
  }
  return 'missing'
}

for (const name of process.argv.slice(2))
  console.log(name, name === 'today' ? new Date().toISOString().slice(0, 10) : stamp(name))
