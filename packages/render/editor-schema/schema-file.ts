import { hash } from 'node:crypto'
import {
  type Finding,
  identityOf,
  isObject,
  type KubernetesObject,
  labelOf,
  parsePointer,
  valueAt,
} from '@thanos-gitops/manifest'
import type { SelectedObject } from '../base/select-components.ts'
import { applyOperation } from '../patches/apply-operation.ts'
import type { FieldWrite } from '../patches/patch.ts'
import type { RenderedEnvironment } from '../render.ts'
import { mostTargets } from './most-targets.ts'
import { type SchemaOutput, schemaDrift, writeSchema } from './schema-output.ts'

/** In the folder of the environment. Patch files name it in their first line, so that editors complete and check them. */
export const editorSchemaFile = 'patches.schema.json'

/** Increase it if the same input gives another schema. */
const version = 5

/**
 * Writes the schema if it does not exist or its inputs have changed: the objects of the base, the Kubernetes version, the policy,
 * and patches that add or remove fields. Patches that only set values do not change it. Returns whether it was written. Throws a
 * Failure.
 */
export const writeEditorSchema = (root: string, rendered: RenderedEnvironment): Promise<boolean> =>
  writeSchema(outputOf(root, rendered))

/** Compares the schema with that of a new render, byte by byte. */
export const editorSchemaDrift = (root: string, rendered: RenderedEnvironment): Promise<readonly Finding[]> =>
  schemaDrift(outputOf(root, rendered))

const outputOf = (root: string, rendered: RenderedEnvironment): SchemaOutput => ({
  root,
  environment: rendered.environment.name,
  file: editorSchemaFile,
  inputs: inputsOf(rendered),
  body: () => schemaBody(rendered),
})

const inputsOf = ({ environment, manifests, selected, policy }: RenderedEnvironment): string => {
  const {
    name,
    kubernetesVersion,
    cluster,
    namespace,
    clusterDomain,
    objectStorageSettings,
    retention,
    externalUrls,
    alerting,
    access,
    zones,
    tls,
  } = environment
  const structure = manifests.flatMap(({ file, writes }) =>
    writes.filter(isStructural).map(({ op, pointer, from, value }) => [file, op, pointer, from, value]),
  )
  const settings = [
    cluster,
    namespace,
    clusterDomain,
    objectStorageSettings,
    retention,
    externalUrls,
    alerting?.values,
    ...(access === undefined ? [] : [access]),
    ...(zones === undefined ? [] : [zones]),
    ...(tls === undefined ? [] : [tls]),
  ]
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

async function schemaBody({ environment, manifests, targets, policy }: RenderedEnvironment): Promise<string> {
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
  return `${JSON.stringify(schema).slice(1, -1)},\n"definitions":{\n${lines.join(',\n')}\n}}`
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
