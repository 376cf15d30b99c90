// Writes packages/schemas/{kubernetes,crds}/*.json from the documents that Kubernetes and the operators publish.
// `--check` writes nothing and fails when the committed files are not what would be written.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { SchemaFile } from '@thanos-gitops/schemas'
import { annotateQuantities } from './annotate-quantities.ts'
import { crdSchemas, readCrds } from './crds.ts'
import { readEnums } from './enums.ts'
import { kubernetesSchemas, type OpenApi, unusedBounds } from './kubernetes.ts'
import { nameOf, readSource } from './modules.ts'
import { crdGroups, crdSources, kubernetesSources } from './sources.ts'
import { schemaText } from './write.ts'

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
    throw new Error(`packages/schemas/bounds.ts names fields that no version has: ${unused.join(', ')}.`)

  const crds = await Promise.all(
    crdSources.map(async (source) =>
      (await readSource(source)).flatMap(readCrds).map((crd) => ({ crd, source: nameOf(source) })),
    ),
  )
  for (const group of crdGroups) {
    const found = crds.flat().filter(({ crd }) => crd.spec.group === group)
    if (found.length === 0) throw new Error(`No module has CRDs of ${group}.`)
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
  globSync('{kubernetes,crds}/*.json', { cwd: folder }).map((file) => file.replaceAll('\\', '/'))
const contentOf = (file: string): string | undefined =>
  committed().includes(file) ? readFileSync(join(folder, file), 'utf8') : undefined

const wanted = new Map(
  [...(await generate())].map(([file, schemas]) => [file, schemaText(annotateQuantities(schemas))]),
)
const changed = [...wanted].filter(([file, text]) => contentOf(file) !== text).map(([file]) => file)
const extra = committed().filter((file) => !wanted.has(file))

if (process.argv.includes('--check')) {
  for (const file of [...changed, ...extra]) console.error(`packages/schemas/${file} is not what the generator writes.`)
  if (changed.length + extra.length > 0) {
    console.error('Run `npm run generate:schemas` and commit what it writes.')
    process.exit(1)
  }
} else {
  for (const file of changed) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), wanted.get(file)!)
  }
  for (const file of extra) rmSync(join(folder, file))
}
console.log(`${wanted.size} files, ${changed.length + extra.length} changed.`)
