import { type Base, Failure, type Finding } from '@thanos-gitops/manifest'
import { resources, type Size, sizeText } from '@thanos-gitops/workloads/sizing'
import { environmentsFolder } from '../environment/environment-files.ts'
import type { RenderedEnvironment } from '../render.ts'
import type { PromotionSide } from './promotion-side.ts'
import { type SizeField, sizeFields, valueText } from './size-fields.ts'
import { type SizeOperation, sizeMarker, sizePatches } from './size-patches.ts'
import { renderSources, requireRendered, type SourceFiles } from './source-files.ts'

export interface Resize {
  /** The source files, with the patch file of sizes. */
  readonly sources: SourceFiles
  readonly rendered: RenderedEnvironment
  /** The fields that another patch sets to an amount that is enough. */
  readonly kept: readonly SizeField[]
}

export const sizeFileOf = (environment: string): string => `${environmentsFolder}/${environment}/patches/size.yaml`

/** An environment as it is without its patch file of sizes. Throws a Failure if a person wrote that file. */
export function withoutSizes(base: Base, { files, sources }: PromotionSide): RenderedEnvironment {
  const file = sizeFileOf(files.name)
  const content = sources.get(file)
  if (content !== undefined && !content.includes(`${sizeMarker}\n`))
    throw new Failure({
      code: 'size-file-unknown',
      severity: 'error',
      message: `${file} was not written by thanos-gitops size. Nothing was changed.`,
      remedy: 'Move its patches to another file, for example patches/resources.yaml, and remove it.',
      place: { file },
    })
  const others = new Map(sources)
  others.delete(file)
  return requireRendered(renderSources(base, files, others))
}

/** The formulas are not more exact than this: an amount that a person chose is enough from here on. */
const tolerance = 0.9

/**
 * Writes the sizes into the patch file of sizes. Fields that another patch sets stay as they are.
 *
 * @param before the environment without the patch file of sizes
 * @throws Failure if another patch sets an amount that is too small, and if the policy does not permit a change
 */
export function resize(
  base: Base,
  environment: PromotionSide,
  before: RenderedEnvironment,
  sizes: readonly Size[],
): Resize {
  const { name } = environment.files
  const fields = sizeFields(before, sizes)
  const kept = fields.filter(({ setBy }) => setBy !== undefined)
  const tooSmall = kept.filter(({ size, amount }) => amount !== undefined && amount < tolerance * size.value)
  if (tooSmall.length > 0) throw new Failure(tooSmall.map(conflict))
  const present = new Map(
    sizeFields(environment.rendered, sizes).map(({ path, size, amount }) => [size.workload + path, amount]),
  )
  const operations = fields
    .filter(({ setBy }) => setBy === undefined)
    .map(
      (field): SizeOperation => ({
        field,
        size: field.size,
        value: amountFor(field, fields, present.get(field.size.workload + field.path)),
      }),
    )
    .filter(({ field, value, size }) => (field as SizeField).current !== valueText(value, size.resource))
  const file = sizeFileOf(name)
  if (operations.length === 0 && !environment.sources.has(file))
    return { sources: environment.sources, rendered: environment.rendered, kept }
  const sources = new Map(environment.sources).set(file, sizePatches(operations))
  const rendered = renderSources(base, environment.files, sources)
  if (!('manifests' in rendered)) throw refused(name, rendered)
  return { sources, rendered, kept }
}

/** A volume cannot shrink, and a limit is not below a request that another patch sets. */
function amountFor(field: SizeField, fields: readonly SizeField[], present: number | undefined): number {
  const { size } = field
  if (size.resource === 'volume') return Math.max(size.rounded, present ?? 0)
  if (size.resource !== 'memoryLimit') return size.rounded
  const request = fields.find(
    (other) =>
      other.size.workload === size.workload &&
      other.size.container === size.container &&
      other.size.resource === 'memory' &&
      other.setBy !== undefined,
  )
  return Math.max(size.rounded, request?.amount ?? 0)
}

function conflict({ size, path, current, setBy }: SizeField): Finding {
  return {
    code: 'size-too-small',
    severity: 'error',
    message: `${size.workload} ${path} is ${current}, and the size needs ${sizeText(size)} (${resources[size.resource]}). Nothing was changed.`,
    remedy: `Set it to ${valueText(size.rounded, size.resource)}, or remove the operation, so that patches/size.yaml sets it.`,
    ...(setBy === undefined ? {} : { place: setBy }),
  }
}

const refused = (name: string, problems: readonly Finding[]): Failure =>
  new Failure([
    {
      code: 'size-refused',
      severity: 'error',
      message: `${name} does not accept the patch of sizes. Nothing was changed. The lines below are those of the new file.`,
      remedy: 'Change the size, or add the rule to the policy, which its owners must approve.',
    },
    ...problems,
  ])
