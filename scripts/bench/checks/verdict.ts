import type { Example, Stacks } from '@thanos-gitops/checks/examples'
import { isObject } from '@thanos-gitops/manifest'
import { parseAllDocuments } from 'yaml'

/**
 * Whether a program finds a fault: it reports something on the broken version that it does not report on the fixed one, and its
 * text contains the name of an object that differs, or a word of a line that differs.
 */
export function isFound(broken: readonly string[], fixed: readonly string[], example: Example): boolean {
  const before = new Set(fixed)
  const words = [...changedObjects(example), ...changedWords(example)].map((word) => word.toLowerCase())
  return broken.some((message) => !before.has(message) && words.some((word) => message.toLowerCase().includes(word)))
}

/** Words that appear in any message. */
const commonWords = new Set(['name', 'spec', 'true', 'false', 'http', 'kind', 'list', 'with', 'data'])

const changedWords = ({ brokenLines, fixedLines }: Example): readonly string[] =>
  [...brokenLines, ...fixedLines]
    .flatMap((line) => [...(line.match(/[A-Za-z][\w./-]{3,}/g) ?? []), ...(line.match(/[A-Za-z][\w-]{3,}/g) ?? [])])
    .filter((word) => !commonWords.has(word.toLowerCase()))

function changedObjects({ broken, fixed }: Example): readonly string[] {
  const same = new Set(objectsIn(fixed).map(({ text }) => text))
  return objectsIn(broken).flatMap(({ name, text }) => (same.has(text) ? [] : [name]))
}

const objectsIn = (stacks: Stacks): readonly { readonly name: string; readonly text: string }[] =>
  [...stacks.values()]
    .flatMap((yaml) => parseAllDocuments(yaml).map((document) => document.toJS() as unknown))
    .flatMap((object) => {
      const metadata = isObject(object) && isObject(object.metadata) ? object.metadata : {}
      return typeof metadata.name === 'string' ? [{ name: metadata.name, text: JSON.stringify(object) }] : []
    })
