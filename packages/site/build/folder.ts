// The output folder: it is replaced as a whole, and only if everything in it is a site of this command.
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Failure } from '@thanos-gitops/manifest'
import { generator } from './page.ts'

const page = 'index.html'

/**
 * @param out the folder as the user named it
 * @throws Failure if the folder has files of others
 */
export function requireReplaceable(out: string): void {
  const folder = resolve(out)
  const stats = lstatSync(folder, { throwIfNoEntry: false })
  if (stats === undefined) return
  if (!stats.isDirectory()) throw notOurs(out, 'it is not a folder')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))
  const other = files.find((file) => file !== page && file !== 'data' && !/^data\/[a-z]+(-\d+)?\.js$/.test(file))
  if (other !== undefined) throw notOurs(out, `it contains ${other}, which this command did not write`)
  if (files.length > 0 && !isOwnPage(join(folder, page)))
    throw notOurs(out, `its ${page} is missing or was not written by this command`)
}

const isOwnPage = (file: string): boolean => existsSync(file) && readFileSync(file, 'utf8').includes(generator)

const notOurs = (out: string, why: string): Failure =>
  new Failure({
    code: 'site-folder-not-empty',
    severity: 'error',
    message: `${out} cannot be replaced: ${why}.`,
    remedy: 'Name a folder that does not exist or is empty, or one that this command wrote.',
  })

/**
 * Writes the files next to the folder and then renames: the folder has the old site or the new one.
 * @param files contents by their paths in the folder
 * @throws Failure
 */
export function replaceFolder(out: string, files: ReadonlyMap<string, string>): void {
  requireReplaceable(out)
  const folder = resolve(out)
  const fresh = `${folder}.new-${process.pid}`
  const old = `${folder}.old-${process.pid}`
  try {
    for (const [file, content] of files) {
      mkdirSync(dirname(join(fresh, file)), { recursive: true })
      writeFileSync(join(fresh, file), content)
    }
    if (existsSync(folder)) renameSync(folder, old)
    try {
      renameSync(fresh, folder)
    } catch (error) {
      if (existsSync(old)) renameSync(old, folder)
      throw error
    }
  } catch (error) {
    throw new Failure({
      code: 'site-not-writable',
      severity: 'error',
      message: `${out} cannot be written: ${(error as Error).message}.`,
      remedy: 'Check the permissions and the free space of the folder that contains it.',
    })
  } finally {
    rmSync(fresh, { recursive: true, force: true })
    if (existsSync(folder)) rmSync(old, { recursive: true, force: true })
  }
}
