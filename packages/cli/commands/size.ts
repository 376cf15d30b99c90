import { type Invocation, type Run, usageError } from '@thanos-gitops/command-line'
import { placeText } from '@thanos-gitops/manifest'
import type { RenderedEnvironment } from '@thanos-gitops/render'
import { resize, type SizeField, sizeFields, sizePatches, withoutSizes } from '@thanos-gitops/render/edit'
import { comparisonText, needsText, sizesJson } from '@thanos-gitops/report/size'
import { baseStack, type Load, sizesOf } from '@thanos-gitops/workloads/sizing'
import { loadBase, readDeliverySettings, requireRoot } from '@thanos-gitops/workspace'
import { changedFiles, readEditableEnvironments, sourceDifference, writeSources } from '@thanos-gitops/workspace/edit'
import { compareSizes, loadOf, neededSizes } from '@thanos-gitops/workspace/size'
import type { sizeDeclaration } from '../declarations/size.ts'
import { loadOfOptions, stackOfOptions } from '../size-options.ts'
import { writeEnvironment } from '../write-environment.ts'

type Options = Invocation<typeof sizeDeclaration>['options']

const run: Run<typeof sizeDeclaration> = async ({ positionals: [name], options }) => {
  const { write } = options
  if (write !== undefined && name !== undefined)
    throw usageError(
      'thanos-gitops size takes an environment to compare, or --write ENVIRONMENT, not both.',
      `For example: thanos-gitops size --write ${write}`,
    )
  if (options['dry-run'] && write === undefined)
    throw usageError('--dry-run is for --write.', 'Without --write, nothing is written.')
  if (write !== undefined) return writeSizes(write, options)
  return name === undefined ? printSizes(options) : compare(name, options)
}
export default run

/** Without an environment: the objects of the base, with the intervals and retention of the options. */
async function printSizes(options: Options): Promise<number> {
  const load = requireLoad(options, undefined)
  const stack = { ...baseStack, ...stackOfOptions(options) }
  const base = await loadBase(requireRoot(options.root))
  // A patch for what an environment lacks is an error there: receivers, and caches outside of the programs.
  const optional = base.optional.filter(
    ({ name }) => (name !== 'thanos-receive' || load.receiveSeries > 0) && name !== 'memcached',
  )
  const objects = [...base.required, ...optional].flatMap((component) => component.objects)
  const fields = sizeFields({ manifests: objects.map((object) => ({ object, writes: [] })) }, sizesOf(load, stack))
  const sizes = fields.map(({ size }) => size)
  if (options.format === 'json') console.log(sizesJson(sizes, { load, stack }))
  else if (options.format === 'patch') console.log(patchOf(fields))
  else console.log(`${patchOf(fields)}\n\n${needsText(sizes, { load, stack })}`)
  return 0
}

async function compare(name: string, options: Options): Promise<number> {
  const root = requireRoot(options.root)
  const [environment] = await readEditableEnvironments(root, [name])
  const { rendered } = environment!
  const load = requireLoad(options, rendered)
  const { stack, compared } = compareSizes(rendered, load, stackOfOptions(options))
  const sizes = compared.map(({ size }) => size)
  if (options.format === 'json') console.log(sizesJson(sizes, { load, stack }, compared))
  else if (options.format === 'patch') console.log(patchOf(sizeFields(rendered, sizes)))
  else console.log(comparisonText(compared, { load, stack }))
  return compared.every(({ isEnough }) => isEnough) ? 0 : 1
}

async function writeSizes(name: string, options: Options): Promise<number> {
  const root = requireRoot(options.root)
  const settings = readDeliverySettings(root)
  const [environment] = await readEditableEnvironments(root, [name])
  const { base } = environment!.rendered
  const before = withoutSizes(base, environment!)
  const load = requireLoad(options, environment!.rendered)
  const { sizes } = neededSizes(before, load, stackOfOptions(options))
  const { sources, rendered, kept } = resize(base, environment!, before, sizes)
  if (changedFiles(environment!.sources, sources).length === 0) {
    console.log(`${name}: nothing to change`)
    return 0
  }
  console.log(sourceDifference(environment!.sources, sources))
  for (const { size, path, current, setBy } of kept)
    console.log(`Not changed: ${size.workload} ${path} is ${current} (${setBy === undefined ? '' : placeText(setBy)})`)
  if (!options['dry-run']) {
    writeSources(root, environment!.sources, sources)
    await writeEnvironment(root, rendered, settings)
    console.log(`\nNext: npx thanos-gitops diff ${name}`)
  }
  return 0
}

function requireLoad(options: Options, rendered: RenderedEnvironment | undefined): Load {
  const size = rendered?.environment.size
  const load = loadOfOptions(options, size && loadOf(size))
  if (load !== undefined) return load
  if (rendered === undefined)
    throw usageError(
      'thanos-gitops size takes --series, --preset or an environment.',
      'For example: thanos-gitops size --series 3M',
    )
  throw usageError(
    `environments/${rendered.environment.name}/environment.yaml declares no size.`,
    'Add for example size: {series: 3M}, or pass --series.',
  )
}

const patchOf = (fields: readonly SizeField[]): string =>
  sizePatches(fields.map((field) => ({ field, size: field.size, value: field.size.rounded }))).trimEnd()
