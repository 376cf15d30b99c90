import { escapeStep, factsOf, isObject, type KubernetesObject, linesBelow } from '@thanos-gitops/manifest'
import { fieldsOfDocument } from './document-lines.ts'

/** The field in a line of a manifest. */
export interface LineField {
  /** Continues into documents: `/data/prometheus.yaml/global/scrape_interval`. */
  readonly pointer: string
  /** The index of the line in a string with several lines; absent on the line with the name of the field. */
  readonly textLine?: number
  /** The index of the line in the document that contains the field. */
  readonly document?: { readonly pointer: string; readonly textLine: number }
}

/**
 * The field of each line that `writeYaml` writes for an object; the deepest if several fields begin in one line. The lines follow from
 * the object, so that no parser reads what was just written.
 */
export function fieldsOfLines(object: KubernetesObject): readonly LineField[] {
  const lines: LineField[] = []
  const { documents } = factsOf(object.kind)
  const isDocument = (pointer: string): boolean =>
    documents !== undefined &&
    pointer.lastIndexOf('/') === documents.length + 1 &&
    pointer.startsWith(`/${documents}/`) &&
    /\.(ya?ml|json)$/.test(pointer)

  /** @param below whether children begin on the next line. Returns the line after the value. */
  const visit = (value: unknown, pointer: string, line: number, below: 0 | 1): number => {
    lines[line] = { pointer }
    if (typeof value === 'string') return line + 1 + addText(lines, value, pointer, line, isDocument(pointer))
    let next = line + below
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) next = visit(item, `${pointer}/${index}`, next, 0)
    else if (isObject(value))
      for (const [name, field] of Object.entries(value))
        if (field !== undefined) next = visit(field, `${pointer}/${escapeStep(name)}`, next, 1)
    // `[]`, `{}` and other scalars have no lines below.
    return next === line + below ? line + 1 : next
  }
  visit(object, '', 0, 0)
  return lines
}

/** Adds the lines below the name of a field with a string, and the fields of a document in it. Returns how many there are. */
function addText(lines: LineField[], text: string, pointer: string, line: number, isDocument: boolean): number {
  const count = linesBelow(text)
  const fields = count > 0 && isDocument ? fieldsOfDocument(text) : undefined
  for (let textLine = 0; textLine < count; textLine++) {
    const field = fields?.[textLine]
    const own = field === undefined ? { pointer, textLine } : { ...field, pointer: pointer + field.pointer }
    lines[line + 1 + textLine] = fields === undefined ? own : { ...own, document: { pointer, textLine } }
  }
  return count
}
