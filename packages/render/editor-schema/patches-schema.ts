import { hash } from 'node:crypto'
import { labelOf } from '@thanos-gitops/manifest'
import type { SelectedObject } from '../base/select-components.ts'
import { environmentsFolder } from '../environment/environment-files.ts'
import type { RenderedEnvironment } from '../render.ts'
import type { BaseFolder } from './base-folder.ts'
import { mostTargets } from './most-targets.ts'
import { isStructural } from './object-states.ts'
import { valueNames } from './references-schema.ts'
import { writePointer } from './schema-pointer.ts'
import type { SchemaStore } from './schema-store.ts'
import { schemaVersion } from './schema-version.ts'
import { namespacesSchema } from './target-schema.ts'
import { todaysInputs, todaysValues } from './todays-values.ts'

/** In the folder of the environment. Patch files name it in their first line, so that editors complete and check them. */
export const patchesSchemaFile = 'patches.schema.json'

/**
 * Writes the schema of the patch files if its inputs have changed: the objects of the base and their lines, the settings, the policy, and
 * patches that add or remove fields. Returns whether it was written. Throws a Failure.
 */
export const writePatchesSchema = (
  root: string,
  store: SchemaStore,
  rendered: RenderedEnvironment,
  base: BaseFolder,
): Promise<boolean> =>
  writePointer({
    root,
    folder: `${environmentsFolder}/${rendered.environment.name}`,
    file: patchesSchemaFile,
    inputs: inputsOf(rendered, base),
    own() {
      const { schema, definitions } = valueNames(Object.keys(rendered.environment.values ?? {}))
      const different = [todaysValues(rendered.manifests), namespacesSchema(rendered.targets), schema]
      return { schema: { allOf: different }, definitions }
    },
    ownInputs: JSON.stringify([Object.keys(rendered.environment.values ?? {}), todaysInputs(rendered.manifests)]),
    store,
    async build() {
      // Loaded only if a schema is built.
      const { buildPatchesSchema } = await import('./build-patches-schema.ts')
      return buildPatchesSchema(store, rendered, base)
    },
  })

function inputsOf({ environment, manifests, selected, policy }: RenderedEnvironment, base: BaseFolder): string {
  const structure = manifests.flatMap(({ file, writes }) =>
    writes.filter(isStructural).map(({ op, pointer, from, value }) => [file, op, pointer, from, value]),
  )
  return hash(
    'sha256',
    JSON.stringify([schemaVersion(), base.digest(), environment, digestOf(selected), structure, policy]),
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
