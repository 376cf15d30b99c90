import { paintOf } from '@thanos-gitops/command-line/color'
import type { Finding } from '@thanos-gitops/manifest'
import { deferSignals, type RenderedEnvironment, renderWarnings } from '@thanos-gitops/render'
import type { SchemaWriter } from '@thanos-gitops/render/editor-schema'
import { counted, findingsText } from '@thanos-gitops/report'
import { type readDeliverySettings, restoredFiles, writeOutputs } from '@thanos-gitops/workspace'
import { editorSchemas } from './editor-schemas.ts'

export type DeliverySettings = ReturnType<typeof readDeliverySettings>

/** How many files of an environment were written and removed. */
export interface FileCounts {
  readonly written: number
  readonly removed: number
}

/** Writes the files of a rendered environment and prints what was written. Throws a Failure. */
export async function writeEnvironment(
  root: string,
  rendered: RenderedEnvironment,
  settings: DeliverySettings,
  schemas: SchemaWriter = editorSchemas(root),
): Promise<FileCounts> {
  const written = await deferSignals(() => writeOutputs(root, rendered, settings))
  const { name } = rendered.environment
  const restored = await restoredFiles(root, name, written)
  process.stdout.write(writtenText(name, rendered.manifests.length, { ...written, restored }))
  printFindings(renderWarnings(rendered))
  await schemas.write(rendered)
  return { written: written.written.length, removed: written.removed.length }
}

export const environmentTitle = ({ environment, manifests }: RenderedEnvironment): string =>
  titleOf(environment.name, manifests.length)

const titleOf = (environment: string, manifestCount: number): string =>
  `${environment}: ${counted(manifestCount, 'manifest')}`

/** `2 written, 1 removed` */
export function countsText({ written, removed }: FileCounts): string {
  if (written + removed === 0) return 'nothing to change'
  return [...(written > 0 ? [`${written} written`] : []), ...(removed > 0 ? [`${removed} removed`] : [])].join(', ')
}

const nothingWritten = { written: [], removed: [], restored: [] }

/**
 * What `render` prints about an environment, with a line feed at the end.
 * @param files what was written. Absent if nothing was
 */
export function writtenText(
  environment: string,
  manifestCount: number,
  { written, removed, restored }: Omit<ReturnType<typeof writeOutputs>, 'assumed'> = nothingWritten,
): string {
  return [
    `${titleOf(environment, manifestCount)}, ${countsText({ written: written.length, removed: removed.length })}\n`,
    ...restored.map((file) => `  ${file} was edited by hand; the rendered content is restored\n`),
  ].join('')
}

export function printFindings(findings: readonly Finding[], stream: NodeJS.WriteStream = process.stdout): void {
  if (findings.length > 0) stream.write(`${findingsText(findings, paintOf(stream))}\n`)
}
