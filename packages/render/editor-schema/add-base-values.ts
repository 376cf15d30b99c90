import type { KubernetesObject, Place } from '@thanos-gitops/manifest'
import type { SelectedObject } from '../base/select-components.ts'
import type { Policy } from '../policy/refusal.ts'
import type { BaseFolder } from './base-folder.ts'
import { baseValues } from './base-values.ts'
import type { EditorSchema } from './editor-schema.ts'
import { type SchemaStore, schemaName } from './schema-store.ts'
import type { ValueSource } from './value-titles.ts'

/** An object whose values are shown. */
export interface ValuedMember {
  readonly component: string
  readonly selected: SelectedObject
  /** With the names of settings, and its digest. */
  readonly shown: KubernetesObject
  readonly digest: string
  readonly policy: Policy | undefined
  readonly source: Exclude<ValueSource, 'Today'>
  placeAt(steps: readonly string[]): Place | undefined
}

interface Known {
  readonly name: string
  readonly schema: EditorSchema
}

const known = new WeakMap<BaseFolder, Map<string, Known>>()

/**
 * Adds a schema with the values of its objects for each component: a component is a file of the base, so that an edit which moves its lines
 * changes one schema. Returns the names of the schemas.
 */
export function addBaseValues(
  store: SchemaStore,
  folder: BaseFolder,
  members: readonly ValuedMember[],
): readonly string[] {
  const ofFolder = known.get(folder) ?? new Map<string, Known>()
  known.set(folder, ofFolder)
  return [...Map.groupBy(members, ({ component }) => component)].map(([component, ofComponent]) => {
    const key = JSON.stringify(ofComponent.map((one) => [numberOf(one.selected), one.digest, one.policy]))
    const found = ofFolder.get(key) ?? schemaOf(component, ofComponent)
    ofFolder.set(key, found)
    if (!store.has(found.name)) store.add(found.name, found.schema)
    return found.name
  })
}

function schemaOf(component: string, members: readonly ValuedMember[]): Known {
  const schema = { allOf: members.map(({ shown, ...member }) => baseValues({ ...member, object: shown })) }
  return { name: schemaName(`values.${component}`, JSON.stringify(schema)), schema }
}

const numbers = new WeakMap<SelectedObject, number>()
let last = 0

/** Equal objects that different lines of the base describe have different numbers. */
function numberOf(selected: SelectedObject): number {
  const number = numbers.get(selected) ?? ++last
  numbers.set(selected, number)
  return number
}
