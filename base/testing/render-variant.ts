import { base } from '@thanos-gitops/base'
import { type Base, readYaml, type YamlFile } from '@thanos-gitops/manifest'
import { createRenderer, type EnvironmentFiles, type RenderedEnvironment } from '@thanos-gitops/render'
import type { Variant } from './variants.ts'

/** The base, of which alternatives can be in one environment: the rules and dashboards of all components are tested together. */
const withAlternatives: Base = { ...base, alternatives: [] }

/** Renders a variant in memory, without a policy. Throws where it does not render. */
export function variantRenderer(ofBase: Base = withAlternatives): (variant: Variant) => RenderedEnvironment {
  const render = createRenderer(ofBase)
  return (variant) => {
    const rendered = render(environmentFiles(variant))
    if ('environment' in rendered) return rendered
    throw new Error(`${variant.name} does not render: ${JSON.stringify(rendered, null, 2)}`)
  }
}

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
