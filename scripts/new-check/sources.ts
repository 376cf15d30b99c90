/** `podsHaveATeamLabel` */
export const variableOf = (name: string): string =>
  name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/**
 * The registry with one more check at the end of its folder's list; undefined if its source has another structure.
 *
 * @param source content of packages/checks/registry.ts
 */
export function withCheck(source: string, folder: string, name: string): string | undefined {
  const path = `./${folder}/${name}.ts`
  const imports = [...source.matchAll(/^import \{ \w+ \} from '(\.\/[-\w]+\/[-\w]+\.ts)'\n/gm)]
  const last = imports.at(-1)
  if (last === undefined) return undefined
  const next = imports.find(([, other]) => other! > path)
  const position = next?.index ?? last.index + last[0].length
  const imported = `${source.slice(0, position)}import { ${variableOf(name)} } from '${path}'\n${source.slice(position)}`
  const list = new RegExp(`^  ${folder}: \\[\\n(?:    \\w+,\\n)*`, 'm').exec(imported)
  if (list === null) return undefined
  const end = list.index + list[0].length
  return `${imported.slice(0, end)}    ${variableOf(name)},\n${imported.slice(end)}`
}

/** A check that works, for the author to replace. */
export const checkSource = (name: string): string => `import type { Check } from '../engine/check.ts'

export const ${variableOf(name)}: Check = {
  name: '${name}',
  question: 'conventions',
  severity: 'error',
  why: 'State what goes wrong in a cluster if the promise is broken.',
  remedy: 'State how to fix it.',
  source: 'https://example.com/documentation-of-the-rule',
  *run(context) {
    // An example: replace it.
    for (const { object, podAnnotations } of context.workloads)
      if (podAnnotations['example.com/broken'] === 'true')
        yield { object, pointer: '/spec/template/metadata/annotations', message: 'its pods are marked as broken.' }
  },
}
`

export const testSource = (name: string): string => `import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { ${variableOf(name)} } from './${name}.ts'

const deployment = (annotations: string): string => \`apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: monitoring}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {\${annotations}}}
    spec: {containers: [{name: web, image: 'web:v1.0.0'}]}
\`

describe(${variableOf(name)}.name, () => {
  it('reports pods that are marked as broken', () =>
    expect(problemsIn(${variableOf(name)}, deployment('example.com/broken: "true"'))).toEqual([
      '7: Deployment/web: its pods are marked as broken.',
    ]))

  it('accepts other pods', () =>
    expect(problemsIn(${variableOf(name)}, deployment('example.com/broken: "false"'))).toEqual([]))
})
`

/** Lines that end in `# broken` and `# fixed` are only in one of the two versions of an example. */
export const exampleSource = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: monitoring}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations: {example.com/broken: "true"} # broken
      annotations: {example.com/broken: "false"} # fixed
    spec: {containers: [{name: web, image: 'web:v1.0.0'}]}
`
