import { type MappingReader, ringName } from '@thanos-gitops/manifest'

/** The ring of an environment. Whether it exists is checked with all environments: a ring changes no manifest. */
export const readRing = (fields: MappingReader<'ring'>): { readonly ring?: string } => {
  const ring = fields.string('ring', ringName)
  return ring === undefined ? {} : { ring }
}
