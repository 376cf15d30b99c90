import { formatPointer } from '@thanos-gitops/manifest'

/** `containers[0]`, `containers[name=web]` or `containers[?(@.name=="web")]`: a list and one of its elements. */
const bracketedStep = /^([^[\]]+)\[(?:\?\(?@\.)?([^\]]*?)\)?\]$/

/** The steps of a path in which an index or a condition is written behind the name of its list, as in JSONPath. */
const withoutBrackets = (path: readonly string[]): readonly string[] =>
  path.flatMap((step) => {
    const [, list, element] = bracketedStep.exec(step) ?? []
    return list === undefined || element === undefined ? [step] : [list, elementStep(element)]
  })

function elementStep(element: string): string {
  if (/^\d+$/.test(element)) return element
  const [field, value = ''] = element.split(/==?/)
  return `[${field!.trim()}=${value.trim().replace(/^["']|["']$/g, '')}]`
}

/** The pointer that the writer of a path probably intended, if the step at `depth` is a list of `parent` with brackets. */
export function bracketFreePath(path: readonly string[], parent: object, depth: number): string | undefined {
  const list = bracketedStep.exec(path[depth]!)?.[1]
  return list !== undefined && Object.hasOwn(parent, list) ? formatPointer(withoutBrackets(path)) : undefined
}

/** The pointer for a JSONPath such as `$.spec.replicas` or `.spec.containers[0].image`. */
export const pointerOfJsonPath = (path: string): string =>
  formatPointer(
    withoutBrackets(
      path
        .replace(/^\$?\.?/, '')
        .split(/[./](?![^[]*\])/)
        .filter((step) => step !== ''),
    ),
  )
