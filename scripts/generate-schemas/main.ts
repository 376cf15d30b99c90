// Writes packages/schemas/{kubernetes,crds}/*.json, with the definitions of CRDs and the descriptions of Kubernetes, from the documents that Kubernetes and the operators publish, and
// packages/manifest/secrets/secret-fields.json from the Go types of Prometheus, Alertmanager and Thanos.
import { globSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { pathFrom } from '@thanos-gitops/manifest'
import { definitionOfKind, type SchemaFile } from '@thanos-gitops/schemas'
import { annotateQuantities } from './annotate-quantities.ts'
import { crdSchemas, readCrds } from './crds.ts'
import { definitionsContent } from './definitions.ts'
import { descriptionsContent } from './descriptions.ts'
import { readEnums } from './enums.ts'
import { kubernetesSchemas, type OpenApi, unusedBounds } from './kubernetes.ts'
import { nameOf, readSource } from './modules.ts'
import { secretFields, secretFieldsContent } from './secret-fields.ts'
import { crdGroups, crdSources, kubernetesSources, secretSources } from './sources.ts'
import { readContent, schemaFileContent, writeContent } from './write.ts'

const packages = join(import.meta.dirname, '../../packages')
const descriptionsFile = 'schemas/descriptions/kubernetes.jsonl.br'
const secretFieldsFile = 'manifest/secrets/secret-fields.json'

export const generateSchemas = defineCommand(
  {
    name: 'generate:schemas',
    summary: 'write the JSON Schemas of Kubernetes and of CRDs, and the names of secret fields',
    description:
      'Writes packages/schemas/{kubernetes,crds}/*.json, with the definitions of CRDs and the descriptions of Kubernetes, from the documents that Kubernetes and the operators publish, and packages/manifest/secrets/secret-fields.json from the types of Prometheus, Alertmanager and Thanos. It reads them as Go modules and needs Go.',
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
        console.error(`packages/${file} differs from the output of the generator.`)
    else if (options['dry-run']) {
      for (const file of changed) console.log(`would write packages/${file}`)
      for (const file of extra) console.log(`would remove packages/${file}`)
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

async function generate(): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const add = (file: string, schemas: SchemaFile): void => {
    files.set(file, schemaFileContent(annotateQuantities(schemas)))
  }
  const openApis = new Map<string, OpenApi>()
  const described = new Set<string>()
  let objectMeta: SchemaFile['definitions'] = {}
  for (const [version, source] of Object.entries(kubernetesSources)) {
    const [swagger = '', goSource = ''] = await readSource(source)
    const openApi = JSON.parse(swagger) as OpenApi
    openApis.set(version, openApi)
    const schemas = kubernetesSchemas(openApi, readEnums(goSource), nameOf(source))
    add(`schemas/kubernetes/${version}.json`, schemas)
    objectMeta = schemas.definitions
    for (const name of [...Object.keys(schemas.definitions), ...Object.keys(schemas.kinds).map(definitionOfKind)])
      described.add(name)
  }
  files.set(descriptionsFile, descriptionsContent(openApis, described))
  const unused = unusedBounds([...openApis.values()])
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
    const definitions = found.map(({ crd }) => crd)
    const names = [...new Set(found.map(({ source }) => source))]
    add(`schemas/crds/${group}.json`, crdSchemas(definitions, objectMeta, names))
    files.set(`schemas/definitions/${group}.jsonl.br`, definitionsContent(definitions))
  }
  return files
}

const committed = (): string[] =>
  globSync(['schemas/{kubernetes,crds}/*.json', 'schemas/{definitions,descriptions}/*.br', secretFieldsFile], {
    cwd: packages,
  }).map((file) => pathFrom(packages, join(packages, file)))
const contentOf = (file: string): string | undefined =>
  committed().includes(file) ? readContent(join(packages, file)) : undefined

/** The files that differ from the output of the generator, and those that it does not write. */
interface Differences {
  readonly generated: ReadonlyMap<string, string>
  readonly changed: readonly string[]
  readonly extra: readonly string[]
}

async function compareWithCommitted(): Promise<Differences> {
  const generated = await generate()
  const secrets = secretSources.map(async (source) => secretFields(source, await readSource(source)))
  generated.set(secretFieldsFile, secretFieldsContent(await Promise.all(secrets)))
  return {
    generated,
    changed: [...generated].filter(([file, content]) => contentOf(file) !== content).map(([file]) => file),
    extra: committed().filter((file) => !generated.has(file)),
  }
}

function writeFiles({ generated, changed, extra }: Differences): void {
  for (const file of changed) {
    mkdirSync(dirname(join(packages, file)), { recursive: true })
    writeContent(join(packages, file), generated.get(file)!)
  }
  for (const file of extra) rmSync(join(packages, file))
}

if (import.meta.main) await runScript(generateSchemas)
