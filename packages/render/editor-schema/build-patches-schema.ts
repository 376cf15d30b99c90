import { hash } from 'node:crypto'
import { type Base, identityOf, type KubernetesObject, labelOf } from '@thanos-gitops/manifest'
import { isCustom } from '@thanos-gitops/schemas'
import { placedComponents } from '../base/base-components.ts'
import { type Policy, rulesOf } from '../policy/refusal.ts'
import type { RenderedEnvironment } from '../render.ts'
import { addBaseValues, type ValuedMember } from './add-base-values.ts'
import type { BaseFolder } from './base-folder.ts'
import type { EditorSchema } from './editor-schema.ts'
import { type Kind, kindsSchema, rulesDefinition } from './kind-schema.ts'
import { mostTargets } from './most-targets.ts'
import { objectSchema } from './object-schema.ts'
import { isStructural, statesOf } from './object-states.ts'
import { type SchemaStore, schemaName, toSchema } from './schema-store.ts'
import { schemaVersion } from './schema-version.ts'
import { type SetMember, setSchema } from './set-schema.ts'
import { shownObject } from './shown-object.ts'
import { type ShownWrite, shownWrite } from './shown-writes.ts'
import { basePlaces, resourcePlace } from './value-places.ts'

/**
 * Adds the schema of an environment's patch files to the store, with those of its objects. Returns its name.
 * @param folder has the sources of the base
 */
export function buildPatchesSchema(store: SchemaStore, rendered: RenderedEnvironment, folder: BaseFolder): string {
  const { base, environment, manifests, selected, targets, policy } = rendered
  const byIdentity = new Map(manifests.map((manifest) => [identityOf(manifest.object), manifest]))
  const isDetailed = targets.length <= mostTargets
  const ofBase = kindsOf(base)
  const placeOf = isDetailed ? basePlaces(folder, rendered) : () => undefined
  const values: ValuedMember[] = []
  const members = targets.map(({ object, component }, index) => {
    if (!isDetailed) return { object, component, schema: undefined, kindRules: undefined }
    const { writes = [], source } = byIdentity.get(identityOf(object)) ?? {}
    const shown = shownObject(selected[index]!, environment)
    const ofObject = policyOf(policy, component, object)
    values.push({
      component,
      selected: selected[index]!,
      shown,
      digest: digestOf(shown),
      policy: ofObject,
      source: source === undefined ? 'In the base:' : 'In its file:',
      placeAt: (steps) => (source === undefined ? placeOf(object, steps) : resourcePlace(source, steps)),
    })
    const added = addObject(store, {
      component,
      object: shown,
      writes: writes.filter(isStructural).map(shownWrite),
      kubernetesVersion: environment.kubernetesVersion,
      policy: ofObject,
      kinds: ofBase.has(kindKey(object)) ? [...ofBase.values()] : [kindOf(object)],
    })
    return { object, component, ...added }
  })
  const schema = setSchema(members, policy, environment.namespace, addBaseValues(store, folder, values))
  return add(store, 'patches', JSON.stringify(schema), () => schema)
}

interface PatchedTarget {
  readonly component: string
  readonly object: KubernetesObject
  /** The writes of the environment's patches that add or remove fields. */
  readonly writes: readonly ShownWrite[]
  readonly kubernetesVersion: string
  readonly policy: Policy | undefined
  /** The kinds that are described in the same schema as that of the object. */
  readonly kinds: readonly Kind[]
}

const kindOf = ({ apiVersion, kind }: KubernetesObject): Kind => ({ apiVersion, kind })
const kindKey = ({ apiVersion, kind }: Kind): string => `${apiVersion}/${kind}`

/** The kinds of Kubernetes in the base. All environments of a Kubernetes version share their schema. */
const kindsOf = (base: Base): ReadonlyMap<string, Kind> =>
  new Map(
    placedComponents(base)
      .flatMap(({ component }) => component.objects)
      .filter((object) => !isCustom(object))
      .map((object) => [kindKey(object), kindOf(object)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

function addObject(
  store: SchemaStore,
  { component, object, writes, kubernetesVersion, policy, kinds }: PatchedTarget,
): Pick<SetMember, 'schema' | 'kindRules'> {
  // CRDs do not depend on the version of Kubernetes.
  const title = isCustom(object) ? object.kind : `${kinds.length === 1 ? object.kind : 'kinds'}.${kubernetesVersion}`
  const kindsName = add(store, title, [schemaVersion(), ...kinds.map(kindKey)].join(), () =>
    kindsSchema(kubernetesVersion, kinds),
  )
  const kindRules = toSchema(kindsName, rulesDefinition(object))
  const inputs = JSON.stringify([kindsName, component, digestOf(object), writes, policy])
  const schema = add(store, labelOf(object).replace('/', '.'), inputs, () =>
    objectSchema({ component, states: statesOf(object, writes) }, policy, kubernetesVersion, kindRules),
  )
  return { schema, kindRules }
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
