// Whether commands that write an environment also write its schemas for editors.
import { type SchemaWriter, schemasFolder, schemaWriter } from '@thanos-gitops/render/editor-schema'
import { pinnedBaseFolder } from '@thanos-gitops/workspace'

/** In a pipeline nobody opens an editor, and schemas take longer than all else that a first render does. */
export function writesSchemas({ CI = 'false', THANOS_GITOPS_SCHEMAS: chosen }: NodeJS.ProcessEnv): boolean {
  return (chosen || String(CI === 'false' || CI === '')) !== 'false'
}

/** @param isRequired write them also in a pipeline */
export const editorSchemas = (root: string, isRequired = false): SchemaWriter =>
  isRequired || writesSchemas(process.env) ? schemaWriter(root, pinnedBaseFolder) : withoutSchemas

/** Where schemas are written again, those of these environments are not current. */
const notWritten = new Map([[schemasFolder, 'not written']])

const withoutSchemas: SchemaWriter = {
  write: async () => {},
  written: () => notWritten,
  areCurrent: () => true,
  hasWritten: () => false,
  finish: () => {},
}
