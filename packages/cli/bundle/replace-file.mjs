// @ts-check
const { renameSync, rmSync, writeFileSync } = process.getBuiltinModule('node:fs')

/**
 * Readers find the old file or the new one.
 * @param {string} file
 * @param {string | Buffer} content
 */
export function replaceFile(file, content) {
  const next = `${file}.${process.pid}`
  try {
    writeFileSync(next, content)
    renameSync(next, file)
  } catch (error) {
    rmSync(next, { force: true })
    throw error
  }
}
