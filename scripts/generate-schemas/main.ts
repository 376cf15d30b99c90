// Writes packages/schemas/{kubernetes,crds}/*.json from the documents that Kubernetes and the operators publish.
// With `--check`, it writes nothing and fails if the committed files differ.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
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

const generated = new Map(
  [...(await generate())].map(([file, schemas]) => [file, schemaFileContent(annotateQuantities(schemas))]),
)
const changed = [...generated].filter(([file, content]) => contentOf(file) !== content).map(([file]) => file)
const extra = committed().filter((file) => !generated.has(file))

if (process.argv.includes('--check')) {
  for (const file of [...changed, ...extra])
    console.error(`packages/schemas/${file} differs from the output of the generator.`)
  if (changed.length + extra.length > 0) {
    console.error('Run `npm run generate:schemas` and commit the files that it writes.')
    process.exit(1)
  }
} else {
  for (const file of changed) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), generated.get(file)!)
  }
  for (const file of extra) rmSync(join(folder, file))
}
console.log(`${generated.size} files, ${changed.length + extra.length} changed.`)
