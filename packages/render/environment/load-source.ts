import type { MappingReader, StringFormat } from '@thanos-gitops/manifest'

/** A name of a tag without the characters by which git selects another revision, or a commit. */
export const revisionName: StringFormat = {
  pattern: /^(?![-./])(?!.*(?:\.\.|\/\/|\/\.|\.lock$|[./]$))[\w./+-]{1,200}$/,
  description: 'a tag or a commit of this repository',
  example: 'v1.4.0',
}

/** The revision of the base and the layers that an environment is rendered from. Undefined for the working tree. */
export const readSource = (fields: MappingReader<'source'>): { readonly source?: string } => {
  const source = fields.string('source', revisionName)
  return source === undefined ? {} : { source }
}
