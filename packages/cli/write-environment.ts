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
  printWritten(rendered, await deferSignals(() => writeOutputs(root, rendered, settings)))
  printFindings(renderWarnings(rendered))
  await schemas.write(rendered)
}

export const environmentTitle = ({ environment, manifests }: RenderedEnvironment): string =>
  `${environment.name}: ${counted(manifests.length, 'manifest')}`

function printWritten(
  rendered: RenderedEnvironment,
  { written, removed, restored }: ReturnType<typeof writeOutputs>,
): void {
  const counts = [
    ...(written.length > 0 ? [`${written.length} written`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed`] : []),
    ...(written.length + removed.length > 0 ? [] : ['nothing to change']),
  ]
  console.log(`${environmentTitle(rendered)}, ${counts.join(', ')}`)
  for (const file of restored) console.log(`  ${file} was edited by hand; the rendered content is restored`)
}

export function printFindings(findings: readonly Finding[], stream: NodeJS.WriteStream = process.stdout): void {
  if (findings.length > 0) stream.write(`${findingsText(findings, paintOf(stream))}\n`)
}
