// Whether commands that write an environment also write its schemas for editors.
import { usageError } from '@thanos-gitops/command-line'
import { isPipeline, oneLine } from '@thanos-gitops/manifest'
import { type SchemaWriter, schemasFolder, schemaWriter } from '@thanos-gitops/render/editor-schema'
import { pinnedBaseFolder } from '@thanos-gitops/workspace'

/**
 * In a pipeline nobody opens an editor, and schemas take longer than all else that a first render does.
 * @throws Failure `usage-error` if the variable is neither true nor false
 */
export function writesSchemas(variables: NodeJS.ProcessEnv): boolean {
  const { THANOS_GITOPS_SCHEMAS: chosen = '' } = variables
  if (!['', 'true', 'false'].includes(chosen))
    throw usageError(
      `The variable THANOS_GITOPS_SCHEMAS is ${oneLine(chosen)}, and must be true or false.`,
      'Set one of them, or unset the variable: unset THANOS_GITOPS_SCHEMAS',
    )
  return chosen === '' ? !isPipeline(variables) : chosen === 'true'
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
