import { paintOf } from '@thanos-gitops/command-line/color'
import type { Finding } from '@thanos-gitops/manifest'
import { deferSignals, type RenderedEnvironment, renderWarnings } from '@thanos-gitops/render'
import { type SchemaWriter, schemaWriter } from '@thanos-gitops/render/editor-schema'
import { counted, findingsText } from '@thanos-gitops/report'
import { type readDeliverySettings, writeOutputs } from '@thanos-gitops/workspace'

export type DeliverySettings = ReturnType<typeof readDeliverySettings>

/** Writes the files of a rendered environment and prints what was written. Throws a Failure. */
export async function writeEnvironment(
  root: string,
  rendered: RenderedEnvironment,
  settings: DeliverySettings,
  schemas: SchemaWriter = schemaWriter(root),
): Promise<void> {
  const written = await deferSignals(() => writeOutputs(root, rendered, settings))
  process.stdout.write(writtenText(rendered.environment.name, rendered.manifests.length, written))
  printFindings(renderWarnings(rendered))
  await schemas.write(rendered)
}

export const environmentTitle = ({ environment, manifests }: RenderedEnvironment): string =>
  titleOf(environment.name, manifests.length)

const titleOf = (environment: string, manifestCount: number): string =>
  `${environment}: ${counted(manifestCount, 'manifest')}`

/**
 * What `render` prints about an environment, with a line feed at the end.
 * @param files what was written. Absent if nothing was
 */
export function writtenText(
  environment: string,
  manifestCount: number,
  { written, removed, restored }: ReturnType<typeof writeOutputs> = { written: [], removed: [], restored: [] },
): string {
  const counts = [
    ...(written.length > 0 ? [`${written.length} written`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed`] : []),
    ...(written.length + removed.length > 0 ? [] : ['nothing to change']),
  ]
  return [
    `${titleOf(environment, manifestCount)}, ${counts.join(', ')}\n`,
    ...restored.map((file) => `  ${file} was edited by hand; the rendered content is restored\n`),
  ].join('')
}

export function printFindings(findings: readonly Finding[], stream: NodeJS.WriteStream = process.stdout): void {
  if (findings.length > 0) stream.write(`${findingsText(findings, paintOf(stream))}\n`)
}
