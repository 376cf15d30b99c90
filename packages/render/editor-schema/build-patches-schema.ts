import { hash } from 'node:crypto'
import { identityOf, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { type Policy, rulesOf } from '../policy/refusal.ts'
import type { RenderedEnvironment } from '../render.ts'
import type { EditorSchema } from './editor-schema.ts'
import { mostTargets } from './most-targets.ts'
import { kindSchema, objectSchema } from './object-schema.ts'
import { isStructural, statesOf } from './object-states.ts'
import { type SchemaStore, schemaName } from './schema-store.ts'
import { schemaVersion } from './schema-version.ts'
import { setSchema } from './set-schema.ts'
import { shownObject } from './shown-object.ts'
import { type ShownWrite, shownWrite } from './shown-writes.ts'

/** Adds the schema of an environment's patch files to the store, with those of its objects. Returns its name. */
export function buildPatchesSchema(store: SchemaStore, rendered: RenderedEnvironment): string {
  const { environment, manifests, selected, targets, policy } = rendered
  const writes = new Map(
    manifests.map((manifest) => [identityOf(manifest.object), manifest.writes.filter(isStructural).map(shownWrite)]),
  )
  const isDetailed = targets.length <= mostTargets
  const members = targets.map(({ object, component }, index) => ({
    object,
    component,
    schema: isDetailed
      ? addObject(store, {
          component,
          object: shownObject(selected[index]!, environment),
          writes: writes.get(identityOf(object)) ?? [],
          kubernetesVersion: environment.kubernetesVersion,
          policy: policyOf(policy, component, object),
        })
      : undefined,
  }))
  const schema = setSchema(members)
  return add(store, 'patches', JSON.stringify(schema), () => schema)
}

interface PatchedTarget {
  readonly component: string
  readonly object: KubernetesObject
  /** The writes of the environment's patches that add or remove fields. */
  readonly writes: readonly ShownWrite[]
  readonly kubernetesVersion: string
  readonly policy: Policy | undefined
}

function addObject(
  store: SchemaStore,
  { component, object, writes, kubernetesVersion, policy }: PatchedTarget,
): string {
  const { apiVersion, kind } = object
  const kindName = add(store, `${kind}.${kubernetesVersion}`, [schemaVersion(), apiVersion].join(), () =>
    kindSchema(kubernetesVersion, object),
  )
  const inputs = JSON.stringify([kindName, component, digestOf(object), writes, policy])
  return add(store, labelOf(object).replace('/', '.'), inputs, () =>
    objectSchema({ component, states: statesOf(object, writes) }, policy, kubernetesVersion, kindName),
  )
}

const digests = new WeakMap<KubernetesObject, string>()

function digestOf(object: KubernetesObject): string {
  let digest = digests.get(object)
  if (digest === undefined) {
    digest = hash('sha256', JSON.stringify(object))
    digests.set(object, digest)
  }
  return digest
}

/** Environments whose rules differ only for other objects share the schema of the object. */
const policyOf = (policy: Policy | undefined, component: string, object: KubernetesObject): Policy | undefined =>
  policy && { ...policy, rules: rulesOf(policy.rules, component, object) }

/** Builds and adds a schema unless it exists. Returns its name, which contains a digest of what decides its content. */
function add(store: SchemaStore, title: string, inputs: string, build: () => EditorSchema): string {
  const name = schemaName(title, inputs)
  if (!store.has(name)) store.add(name, build())
  return name
}
