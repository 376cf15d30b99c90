// Edits of the sources of an environment, as a person makes them. Each throws if it changes nothing.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Document, isMap, isScalar, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'
import { $ } from 'zx'
import type { Edit, EditContext } from './scenario.ts'

export const environment = 'production'
const folder = `environments/${environment}`

/** An object that a patch names. */
export interface Target {
  readonly kind: string
  readonly name: string
}

/** Runs edits one after the other. */
export const all =
  (...edits: readonly Edit[]): Edit =>
  async (context) => {
    for (const edit of edits) await edit(context)
  }

/** Sets a field in the patch that sets it already, or in a new patch file. */
export const patchField =
  (target: Target, path: string, value: unknown, op: 'replace' | 'add' = 'replace'): Edit =>
  ({ clone }) => {
    if (!editOperation(clone, target, path, (operation) => operation.set('value', value)))
      addOperation(clone, target, { op, path, value })
  }

/** Removes a field: the operation that sets it becomes one that removes it. */
export const removeField =
  (target: Target, path: string): Edit =>
  ({ clone }) => {
    const remove = (operation: YAMLMap): void => {
      operation.set('op', 'remove')
      operation.delete('value')
    }
    if (!editOperation(clone, target, path, remove)) addOperation(clone, target, { op: 'remove', path })
  }

/** Calls `edit` with the operation of a patch that sets the field. Returns false if no patch sets it. */
function editOperation(clone: string, target: Target, path: string, edit: (operation: YAMLMap) => void): boolean {
  for (const file of patchFiles(clone)) {
    const document = parseDocument(readFileSync(file, 'utf8'))
    const operation = operationsOf(document, target).find((candidate) => candidate.get('path') === path)
    if (operation === undefined) continue
    edit(operation)
    writeFileSync(file, document.toString({ lineWidth: 0 }))
    return true
  }
  return false
}

const patchFiles = (clone: string): readonly string[] =>
  readdirSync(join(clone, folder, 'patches'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(clone, folder, 'patches', name))

const mapsIn = (node: unknown): readonly YAMLMap[] => (isSeq(node) ? node.items.filter((item) => isMap(item)) : [])

const operationsOf = (document: Document, { kind, name }: Target): readonly YAMLMap[] =>
  mapsIn(document.contents)
    .filter((entry) => entry.getIn(['target', 'kind']) === kind && entry.getIn(['target', 'name']) === name)
    .flatMap((entry) => mapsIn(entry.get('patch')))

function addOperation(clone: string, target: Target, operation: object): void {
  const file = join(clone, folder, 'patches/scenario.yaml')
  const document = parseDocument(existsSync(file) ? readFileSync(file, 'utf8') : '[]')
  ;(document.contents as unknown as YAMLSeq).add(document.createNode({ target, patch: [operation] }))
  writeFileSync(file, document.toString({ lineWidth: 0 }))
}

/** Deletes a file or a folder of the environment. */
export const removePath =
  (path: string): Edit =>
  ({ clone }) => {
    const full = join(clone, folder, path)
    if (!existsSync(full)) throw new Error(`${folder}/${path} does not exist.`)
    rmSync(full, { recursive: true })
  }

/** Edits `environment.yaml`, and keeps its comments. */
export const editSettings =
  (edit: (settings: Document) => void): Edit =>
  ({ clone }) =>
    editYaml(join(clone, folder, 'environment.yaml'), edit)

export const setSetting = (key: string, value: unknown): Edit => editSettings((settings) => settings.set(key, value))

/** Edits `environments/delivery.yaml`. */
export const editDelivery =
  (edit: (settings: Document, context: EditContext) => void): Edit =>
  (context) =>
    editYaml(join(context.clone, 'environments/delivery.yaml'), (settings) => edit(settings, context))

export const addComponent = (name: string): Edit =>
  editSettings((settings) => (settings.get('components') as YAMLSeq).add(settings.createNode(name)))

export const removeComponent = (name: string): Edit =>
  editSettings((settings) => {
    const components = settings.get('components') as YAMLSeq
    components.items = components.items.filter((item) => !(isScalar(item) && item.value === name))
  })

/** Sets the tag of an image, which is named as in base/. */
export const setImageTag = (name: string, tag: string): Edit =>
  editSettings((settings) => {
    const image = mapsIn(settings.get('images')).find((entry) => entry.get('name') === name)
    if (image === undefined) settings.addIn(['images'], settings.createNode({ name, newTag: tag }))
    else image.set('newTag', tag)
  })

function editYaml(file: string, edit: (document: Document) => void): void {
  const before = readFileSync(file, 'utf8')
  const document = parseDocument(before)
  edit(document)
  const after = document.toString({ lineWidth: 0 })
  if (after === before) throw new Error(`The edit of ${file} changes nothing.`)
  writeFileSync(file, after)
}

/** Replaces code that a file contains exactly once. */
export const replaceCode =
  (file: string, from: string, to: string): Edit =>
  ({ clone }) => {
    const path = join(clone, file)
    const parts = readFileSync(path, 'utf8').split(from)
    if (parts.length !== 2) throw new Error(`${file} contains this ${parts.length - 1} times, not once: ${from}`)
    writeFileSync(path, parts.join(to))
  }

/** Writes a file that does not exist. */
export const createFile =
  (file: string, content: string): Edit =>
  ({ clone }) =>
    writeFileSync(join(clone, file), content, { flag: 'wx' })

/** Runs `thanos-gitops` in the clone. */
export const runCommand =
  (...args: readonly string[]): Edit =>
  async ({ clone }) => {
    await $({ cwd: clone, quiet: true })`node_modules/.bin/thanos-gitops ${args}`
  }

/** Restores all files of a commit, as `git revert` of the commits since then does. */
export function restoreFiles(clone: string, commit: string): void {
  // An edit that failed can leave new files.
  execFileSync('git', ['clean', '--quiet', '--force', '-d'], { cwd: clone })
  execFileSync('git', ['rm', '--quiet', '-r', '--force', '--', '.'], { cwd: clone })
  execFileSync('git', ['checkout', '--quiet', commit, '--', '.'], { cwd: clone })
}

export const revertToStart: Edit = ({ clone, start }) => restoreFiles(clone, start)
