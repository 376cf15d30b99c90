import { mappingOf, nanoUnits } from '@thanos-gitops/manifest'
import type { Container } from '@thanos-gitops/workloads'

/** The memory limit of a container: as the manifest has it, and in bytes. Undefined without a valid limit. */
export function memoryLimit({ fields }: Container): { readonly text: string; readonly bytes: number } | undefined {
  const { memory } = mappingOf(mappingOf(fields.resources).limits)
  const units = typeof memory === 'string' || typeof memory === 'number' ? nanoUnits(memory) : undefined
  return units === undefined ? undefined : { text: String(memory), bytes: Number(units / 10n ** 9n) }
}
