import { hash } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  Failure,
  type Finding,
  identityOf,
  isObject,
  type KubernetesObject,
  labelOf,
  parsePointer,
  reasonOf,
  refuseLink,
  unreadableFile,
  valueAt,
} from '@thanos-gitops/manifest'
import type { SelectedObject } from '../base/select-components.ts'
import { environmentsFolder } from '../environment/environment-files.ts'
import { notWritable } from '../output/not-writable.ts'
import { removeUnfinished, replaceFile } from '../output/replace-file.ts'
import { applyOperation } from '../patches/apply-operation.ts'
import type { FieldWrite } from '../patches/patch.ts'
import type { RenderedEnvironment } from '../render.ts'
import { mostTargets } from './most-targets.ts'

/** In the folder of the environment. Patch files name it in their first line, so that editors complete and check them. */
export const editorSchemaFile = 'patches.schema.json'

/** Increase it if the same input gives another schema. */
const version = 5
const mark = '{"$comment":"Written by thanos-gitops render from '
const headSize = 256

/**
 * Writes the schema if it does not exist or its inputs have changed: the objects of the base, the Kubernetes version, the policy,
 * and patches that add or remove fields. Patches that only set values do not change it. Returns whether it was written. Throws a
 * Failure.
 */
export async function writeEditorSchema(root: string, rendered: RenderedEnvironment): Promise<boolean> {
  const { shown, path } = placeOf(root, rendered)
  const inputs = inputsOf(rendered)
  refuseLink(path, shown)
  writing(shown, () => removeUnfinished([path]))
  const head = readHead(path, shown)
  if (head?.text.startsWith(`${mark}${inputs} ${head.size}"`)) return false
  if (head !== undefined && !head.text.startsWith(mark) && isJson(path))
    throw new Failure({
      code: 'output-foreign',
      severity: 'error',
      message: `${shown} was not written by render, and the schema of the patches has the same name.`,
      remedy: 'Move it to another folder or delete it, and render again.',
      place: { file: shown },
    })
  const text = await schemaText(rendered, inputs)
  writing(shown, () => replaceFile(path, text))
  return true
}

/** Reports an error of the file system with the file and how to fix it. */
function writing(shown: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw new Failure(notWritable(shown, error as Error))
  }
}

/** Compares the schema with that of a new render, byte by byte. */
export async function editorSchemaDrift(root: string, rendered: RenderedEnvironment): Promise<readonly Finding[]> {
  const { shown, path } = placeOf(root, rendered)
  const remedy = `Run: npx nx render ${rendered.environment.name}`
  refuseLink(path, shown)
  const found = readHead(path, shown) && readFileSync(path, 'utf8')
  if (found === undefined)
    return [
      { code: 'drift-missing', severity: 'error', message: `${shown} is missing.`, remedy, place: { file: shown } },
    ]
  const inputs = inputsOf(rendered)
  if (found === (await schemaText(rendered, inputs))) return []
  const isStale = found.startsWith(mark) && !found.startsWith(`${mark}${inputs} `)
  const sentence = isStale
    ? 'is stale: the base, the policy or the patches have changed since it was rendered'
    : 'was edited by hand, but render writes it'
  return [
    {
      code: isStale ? 'drift-stale' : 'drift-hand-edited',
      severity: 'error',
      message: `${shown} ${sentence}.`,
      remedy,
      place: { file: shown },
    },
  ]
}

function placeOf(root: string, { environment: { name } }: RenderedEnvironment): { shown: string; path: string } {
  const shown = `${environmentsFolder}/${name}/${editorSchemaFile}`
  return { shown, path: join(root, shown) }
}

const inputsOf = ({ environment, manifests, selected, policy }: RenderedEnvironment): string => {
  const { name, kubernetesVersion, cluster, namespace, clusterDomain, objectStorageSettings, externalUrls, alerting } =
    environment
  const structure = manifests.flatMap(({ file, writes }) =>
    writes.filter(isStructural).map(({ op, pointer, from, value }) => [file, op, pointer, from, value]),
  )
  const settings = [cluster, namespace, clusterDomain, objectStorageSettings, externalUrls, alerting?.values]
  return hash(
    'sha256',
    JSON.stringify([version, name, kubernetesVersion, settings, digestOf(selected), structure, policy]),
  )
}

const digests = new WeakMap<readonly SelectedObject[], string>()

/** Environments share the objects of the base, whose digest is computed once. */
function digestOf(selected: readonly SelectedObject[]): string {
  let digest = digests.get(selected)
  if (digest === undefined) {
    const objects =
      selected.length <= mostTargets
        ? selected
        : selected.map(({ object, component }) => [labelOf(object), object.metadata.namespace, component])
    digest = hash('sha256', JSON.stringify(objects))
    digests.set(selected, digest)
  }
  return digest
}

const isStructural = ({ op, value }: FieldWrite): boolean =>
  op !== 'replace' || (typeof value === 'object' && value !== null)

/**
 * The beginning of the file, with the digest of its inputs and its size. They show whether the file is current. Undefined if the
 * file does not exist. Throws a Failure if it is no file, or cannot be read.
 */
function readHead(path: string, shown: string): { text: string; size: number } | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return undefined
    if (!stats.isFile())
      throw new Failure(unreadableFile(shown, 'it is not a regular file', 'Remove it, and render again.'))
    const file = openSync(path, 'r')
    try {
      const buffer = Buffer.alloc(headSize)
      return { text: buffer.toString('latin1', 0, readSync(file, buffer)), size: stats.size }
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(
      unreadableFile(shown, reasonOf(error as NodeJS.ErrnoException), 'Check the permissions of the file.'),
    )
  }
}

/** A file that is not JSON is damaged, for example by a merge: it is not a schema that a person wrote. */
function isJson(path: string): boolean {
  try {
    JSON.parse(readFileSync(path, 'utf8'))
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

async function schemaText(
  { environment, manifests, targets, policy }: RenderedEnvironment,
  inputs: string,
): Promise<string> {
  // Loaded only if a schema is built.
  const { buildSchema } = await import('./build-schema.ts')
  const writes = new Map(
    manifests.map((manifest) => [identityOf(manifest.object), manifest.writes.filter(isStructural)]),
  )
  const states = targets.map(({ object, component }) => ({
    component,
    states: statesOf(object, writes.get(identityOf(object)) ?? []),
  }))
  const { definitions, ...schema } = buildSchema({
    environment: environment.name,
    kubernetesVersion: environment.kubernetesVersion,
    targets: states,
    policy,
  })
  // One line for each definition, so that a diff shows what a change of the base changes here.
  const lines = Object.entries(definitions).map(
    ([name, definition]) => `${JSON.stringify(name)}:${JSON.stringify(definition)}`,
  )
  const body = `"$schema":"http://json-schema.org/draft-07/schema#",\n${JSON.stringify(schema).slice(1, -1)},\n"definitions":{\n${lines.join(',\n')}\n}}\n`
  const size = (length: number): string => `${mark}${inputs} ${length}",\n`
  // The size includes the digits of the size itself. Their number is the same: no file is within a few bytes of a power of ten.
  const bytes = Buffer.byteLength(body)
  return size(bytes + size(bytes).length) + body
}

/**
 * The object of the base, and the object after each patch that added or removed fields. Of successive additions to mappings, only
 * the last state is returned, because it has the fields of all.
 */
function statesOf(object: KubernetesObject, writes: readonly FieldWrite[]): readonly KubernetesObject[] {
  const states = [object]
  let extendsLast = false
  for (const { op, pointer, from, value } of writes) {
    const last = states.at(-1)
    const path = parsePointer(pointer)!
    const state = applyOperation(last, {
      op,
      path,
      ...(from === undefined ? {} : { from: parsePointer(from)! }),
      ...(value === undefined ? {} : { value }),
    }) as KubernetesObject
    const isAddition = op === 'add' && isObject(valueAt(last, path.slice(0, -1))) && valueAt(last, path) === undefined
    if (isAddition && extendsLast) states.pop()
    states.push(state)
    extendsLast = isAddition
  }
  return states
}
