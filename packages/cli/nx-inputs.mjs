// @ts-check
// Prints what decides the result of a target and is outside of the repository, as a part of Nx' cache key:
//   node packages/cli/nx-inputs.mjs today promtool source:v1.4.0
import { spawnSync } from 'node:child_process'
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

/**
 * The trees of the base and of the layers at the revision that an environment is pinned to. A tag comes before a commit.
 * @param {string} revision
 */
function trees(revision) {
  const names = [`refs/tags/${revision}`, revision].flatMap((name) => [
    `${name}:./base`,
    `${name}:./environments/layers`,
  ])
  return spawnSync('git', ['cat-file', '--batch-check'], { input: names.join('\n'), encoding: 'utf8' }).stdout
}

/** @param {string} name */
function decisive(name) {
  if (name === 'today') return new Date().toISOString().slice(0, 10)
  return name.startsWith('source:') ? trees(name.slice('source:'.length)) : stamp(name)
}

for (const name of process.argv.slice(2)) console.log(name, decisive(name))
