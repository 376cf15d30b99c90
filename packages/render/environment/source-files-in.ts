import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, type Finding, readOptionalFolder } from '@thanos-gitops/manifest'

/** The patch files or resource files in a folder, sorted by name. Problems of the folder are added to `findings`. */
export function sourceFilesIn(
  root: string,
  folder: string,
  content: 'patch' | 'resource',
  findings: Finding[],
): readonly string[] {
  const folderName = `${folder.slice(folder.lastIndexOf('/') + 1)}/`
  let names: readonly string[]
  try {
    names = readOptionalFolder(root, folder) ?? []
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    findings.push(...error.findings)
    return []
  }
  const visible = names.filter((name) => !name.startsWith('.') && !name.endsWith('.md'))
  return visible.flatMap((name) => {
    const file = `${folder}/${name}`
    if (name.endsWith('.yaml')) return [file]
    const isFolder = statSync(join(root, file), { throwIfNoEntry: false })?.isDirectory() ?? false
    findings.push({
      code: `${content}-file-name`,
      severity: 'error',
      ...(isFolder
        ? {
            message: `${file} is a folder, and ${content} files are directly in ${folderName}.`,
            remedy: `Move its files to ${folder}/.`,
          }
        : {
            message: `${file} is not a ${content} file, because its name does not end in .yaml.`,
            remedy: `Rename it, or move it out of ${folderName}.`,
          }),
      place: { file },
    })
    return []
  })
}
