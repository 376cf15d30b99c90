// Writes packages/schemas/{kubernetes,crds}/*.json from the documents that Kubernetes and the operators publish.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { pathFrom } from '@thanos-gitops/manifest'
import type { SchemaFile } from '@thanos-gitops/schemas'
import { annotateQuantities } from './annotate-quantities.ts'
import { crdSchemas, readCrds } from './crds.ts'
import { readEnums } from './enums.ts'
import { kubernetesSchemas, type OpenApi, unusedBounds } from './kubernetes.ts'
import { nameOf, readSource } from './modules.ts'
import { crdGroups, crdSources, kubernetesSources } from './sources.ts'
import { schemaFileContent } from './write.ts'

const folder = join(import.meta.dirname, '../../packages/schemas')

export const generateSchemas = defineCommand(
  {
    name: 'generate:schemas',
    summary: 'write the JSON Schemas of Kubernetes and of CRDs',
    description:
      'Writes packages/schemas/{kubernetes,crds}/*.json from the documents that Kubernetes and the operators publish. It reads them as Go modules and needs Go.',
    forms: [[]],
    options: {
      check: {
        type: 'boolean',
        excludes: ['dry-run'],
        help: 'Write nothing; exit with 1 if the committed files differ.',
      },
      'dry-run': dryRunOption,
    },
  },
  async ({ options }) => {
    const differences = await compareWithCommitted()
    const { generated, changed, extra } = differences
    if (options.check)
      for (const file of [...changed, ...extra])
        console.error(`packages/schemas/${file} differs from the output of the generator.`)
    else if (options['dry-run']) {
      for (const file of changed) console.log(`would write packages/schemas/${file}`)
      for (const file of extra) console.log(`would remove packages/schemas/${file}`)
    } else writeFiles(differences)
    const count = changed.length + extra.length
    if (options.check && count > 0) {
      console.error('Run `npm run generate:schemas` and commit the files that it writes.')
      return 1
    }
    console.log(`${generated.size} files, ${count} changed.`)
    return 0
  },
)

async function generate(): Promise<Map<string, SchemaFile>> {
  const files = new Map<string, SchemaFile>()
  const openApis: OpenApi[] = []
  let objectMeta: SchemaFile['definitions'] = {}
  for (const [version, source] of Object.entries(kubernetesSources)) {
    const [swagger = '', goSource = ''] = await readSource(source)
    const openApi = JSON.parse(swagger) as OpenApi
    openApis.push(openApi)
    const schemas = kubernetesSchemas(openApi, readEnums(goSource), nameOf(source))
    files.set(`kubernetes/${version}.json`, schemas)
    objectMeta = schemas.definitions
  }
  const unused = unusedBounds(openApis)
  if (unused.length > 0)
    throw new Error(
      `packages/schemas/bounds.ts: no Kubernetes version has ${unused.join(', ')}. Remove or rename these rows.`,
    )

  const crds = await Promise.all(
    crdSources.map(async (source) =>
      (await readSource(source)).flatMap(readCrds).map((crd) => ({ crd, source: nameOf(source) })),
    ),
  )
  for (const group of crdGroups) {
    const found = crds.flat().filter(({ crd }) => crd.spec.group === group)
    if (found.length === 0) throw new Error(`sources.ts: none of the modules in crdSources has CRDs of ${group}.`)
    files.set(
      `crds/${group}.json`,
      crdSchemas(
        found.map(({ crd }) => crd),
        objectMeta,
        [...new Set(found.map(({ source }) => source))],
      ),
    )
  }
  return files
}

const committed = (): string[] =>
  globSync('{kubernetes,crds}/*.json', { cwd: folder }).map((file) => pathFrom(folder, join(folder, file)))
const contentOf = (file: string): string | undefined =>
  committed().includes(file) ? readFileSync(join(folder, file), 'utf8') : undefined

/** The files that differ from the output of the generator, and those that it does not write. */
interface Differences {
  readonly generated: ReadonlyMap<string, string>
  readonly changed: readonly string[]
  readonly extra: readonly string[]
}

async function compareWithCommitted(): Promise<Differences> {
  const generated = new Map(
    [...(await generate())].map(([file, schemas]) => [file, schemaFileContent(annotateQuantities(schemas))]),
  )
  return {
    generated,
    changed: [...generated].filter(([file, content]) => contentOf(file) !== content).map(([file]) => file),
    extra: committed().filter((file) => !generated.has(file)),
  }
}

function writeFiles({ generated, changed, extra }: Differences): void {
  for (const file of changed) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), generated.get(file)!)
  }
  for (const file of extra) rmSync(join(folder, file))
}

if (import.meta.main) await runScript(generateSchemas)
