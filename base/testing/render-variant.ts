import { base } from '@thanos-gitops/base'
import { type Base, readYaml, type SourcedObject, type YamlFile } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { createRenderer, type EnvironmentFiles, type RenderedEnvironment } from '@thanos-gitops/render'
import { type Variant, variants } from './variants.ts'

/** The base, of which alternatives can be in one environment: the rules and dashboards of all components are tested together. */
const withAlternatives: Base = { ...base, alternatives: [] }

type Render = (variant: Variant) => RenderedEnvironment

const rendererOf = (ofBase: Base): Render => {
  const render = createRenderer(ofBase)
  return (variant) => {
    const rendered = render(environmentFiles(variant))
    if ('environment' in rendered) return rendered
    throw new Error(`${variant.name} does not render: ${JSON.stringify(rendered, null, 2)}`)
  }
}

// Files of tests share this module, and many of them render the same variants.
const shared = rendererOf(withAlternatives)
const renderedVariants = new Map<Variant, RenderedEnvironment>()

/**
 * Renders a variant in memory, without a policy. Throws where it does not render. All tests that render one of the variants with the base
 * get the same result, so they must not change it.
 */
export function variantRenderer(ofBase?: Base): Render {
  if (ofBase !== undefined) return rendererOf(ofBase)
  return (variant) => {
    // Variants of one test are rendered once.
    if (!variants.includes(variant)) return shared(variant)
    let rendered = renderedVariants.get(variant)
    if (rendered === undefined) {
      rendered = shared(variant)
      renderedVariants.set(variant, rendered)
    }
    return rendered
  }
}

const readObjects = new Map<string, readonly SourcedObject[]>()

/** The objects that the checks read. Most manifests of a variant are those of others: the same text is read once. */
export const sourcedObjects = (manifests: RenderedEnvironment['manifests']): readonly SourcedObject[] =>
  manifests.flatMap(({ file, text }) => {
    const key = `${file}\n${text}`
    let objects = readObjects.get(key)
    if (objects === undefined) {
      objects = readManifestText(file, text).objects
      readObjects.set(key, objects)
    }
    return objects
  })

/** A variant's files as they are read from an environment's folder. */
export function environmentFiles({ name, files }: Variant): EnvironmentFiles {
  const read = (file: string): YamlFile => {
    const source = readYaml(`environments/${name}/${file}`, files[file]!)
    if ('file' in source) return source
    throw new Error(JSON.stringify(source))
  }
  const patches = Object.keys(files).filter((file) => file.startsWith('patches/'))
  return { name, environment: read('environment.yaml'), patches: patches.sort().map(read) }
}
