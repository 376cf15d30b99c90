// The file of a component that follows one of the base.
import type { Json } from '@thanos-gitops/manifest'
import { listed } from './component-source.ts'
import type { DerivedComponent, DerivedObject } from './derive.ts'
import { type LiteralStyle, lineWidth, literal } from './literal.ts'

/** The content of `base/own/NAME.ts`. */
export function derivedSource({ name, of, objects, clusters }: DerivedComponent): string {
  const hasName = objects.some(({ fields }) => fields['/metadata/name'] === name)
  const style: LiteralStyle = {
    names: (value, key) => (hasName && key === '/metadata/name' && value === name ? 'name' : undefined),
    reference: (setting) => `setting('${setting}')`,
  }
  const body = objects.map((object) => declaration(object, style)).join('\n\n')
  const own = hasName ? 'name' : `'${name}'`
  const exported = objects.map(({ exportName }) => exportName)
  const ofManifest = ['defineComponent', ...(body.includes('setting(') ? ['setting'] : []), 'withFields']
  return [
    `// ${of} of the base under other names: imported from ${listed(clusters)}.\n// Other fields are those of the base, with what patches change.`,
    `${imported(ofManifest, '@thanos-gitops/manifest')}\n${imported(
      exported.toSorted().map((one) => `${one} as ${baseName(one)}`),
      `../components/${of}.ts`,
    )}`,
    ...(hasName ? [`const name = '${name}'`] : []),
    body,
    `export default defineComponent(${own}, [${exported.join(', ')}])\n`,
  ]
    .join('\n\n')
    .replace('\n\nimport', '\nimport')
}

const baseName = (name: string): string => `base${name[0]!.toUpperCase()}${name.slice(1)}`

function declaration({ exportName, fields }: DerivedObject, style: LiteralStyle): string {
  const start = `export const ${exportName} = withFields(${baseName(exportName)}, `
  const entries = Object.entries(fields)
  if (entries.length === 0) return `export const ${exportName} = ${baseName(exportName)}`
  const inner = entries.map(([pointer, value]) => {
    const used = `  '${pointer}': `
    return `${used}${style.names(value, pointer) ?? literal(value as Json, style, 2, used.length)},\n`
  })
  return `${start}{\n${inner.join('')}})`
}

/** On one line, if the formatter leaves it there. */
function imported(names: readonly string[], module: string): string {
  const line = `import { ${names.join(', ')} } from '${module}'`
  return line.length <= lineWidth ? line : `import {\n${names.map((name) => `  ${name},\n`).join('')}} from '${module}'`
}
