import { lstatSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Finding, layerName, readOptionalFolder } from '@thanos-gitops/manifest'
import { isLeftover } from '../environment/leftover-folder.ts'
import { layerFile, layerSchemaFile } from './layer-settings.ts'
import { layersFolder } from './layers-folder.ts'

/** What people write, and then what `render` writes. */
const knownNames = [layerFile, 'patches', 'resources', 'patches.schema.json', 'resources.schema.json', layerSchemaFile]

/**
 * The problems of layers that no environment alone has: folders that cannot be a layer, layers that no environment lists, settings,
 * and files that no command reads.
 *
 * @param users the environments that list each layer; undefined if a list cannot be read
 */
export function layerProblems(
  root: string,
  users: ReadonlyMap<string, readonly string[]> | undefined,
): readonly Finding[] {
  const names = (readOptionalFolder(root, layersFolder) ?? []).filter((name) => !name.startsWith('.'))
  return names.flatMap((name) => {
    const file = `${layersFolder}/${name}`
    const stats = lstatSync(join(root, file))
    if (stats.isFile()) return /\.ya?ml$/.test(name) ? [unread(file, `Move it to ${layersFolder}/LAYER/patches/.`)] : []
    if (stats.isDirectory() && isLeftover(join(root, file))) return []
    return folderProblem(file, stats.isSymbolicLink()) ?? [...contentProblems(root, file), ...unused(file, users)]
  })
}

function folderProblem(file: string, isLink: boolean): readonly Finding[] | undefined {
  const problem = (message: string, remedy: string): readonly Finding[] => [
    { code: 'layer-name', severity: 'error', message, remedy, place: { file } },
  ]
  if (isLink)
    return problem(
      `${file} is a symbolic link. The folder of a layer must be in the repository.`,
      'Replace the link with a folder, or remove it.',
    )
  if (layerName.pattern.test(basename(file))) return undefined
  return problem(
    `The folder ${JSON.stringify(file)} is not a valid layer: its name must be ${layerName.description}.`,
    `Rename the folder, or move it out of ${layersFolder}/.`,
  )
}

function unused(file: string, users: ReadonlyMap<string, readonly string[]> | undefined): readonly Finding[] {
  const name = basename(file)
  if (users === undefined || users.get(name)?.length) return []
  return [
    {
      code: 'layer-unused',
      severity: 'error',
      message: `No environment lists the layer ${name}: its files have no effect.`,
      remedy: `Add ${name} to layers in an environment.yaml, or remove ${file}/.`,
      place: { file },
    },
  ]
}

function contentProblems(root: string, folder: string): readonly Finding[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !knownNames.includes(name) && !name.startsWith('.'))
    .flatMap((entry): readonly Finding[] => {
      const file = `${folder}/${entry.name}`
      if (entry.name === 'environment.yaml') return [settingsProblem(file)]
      if (entry.isDirectory() || /\.ya?ml$/.test(entry.name))
        return [
          unread(
            file,
            `Move patches to ${folder}/patches/, objects to ${folder}/resources/, and anything else out of the folder.`,
          ),
        ]
      return []
    })
}

const settingsProblem = (file: string): Finding => ({
  code: 'layer-settings',
  severity: 'error',
  message: `${file}: the settings of a layer are in ${layerFile}.`,
  remedy: `Rename it to ${layerFile}, begin it with kind: Layer, and remove the keys that describe one cluster.`,
  place: { file },
})

const unread = (file: string, remedy: string): Finding => ({
  code: 'file-unread',
  severity: 'warning',
  message: `${file} has no effect: no command reads it.`,
  remedy,
  place: { file },
})
