// Proves origins by changing what they name: a literal gets another value, all environments are rendered again, and
// exactly those lines change that name this literal. `npx node scripts/tests/origins.ts` proves all literals, which
// takes some minutes.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { base } from '@thanos-gitops/base'
import { type Variant, variants } from '@thanos-gitops/base/testing/variants'
import type { Origin, Place } from '@thanos-gitops/manifest'
import {
  createRenderer,
  type EnvironmentFiles,
  environmentNames,
  type RenderedEnvironment,
  readEnvironmentFiles,
} from '@thanos-gitops/render'
import { type ExplainedLine, explainer } from '@thanos-gitops/render/explain'
import { copyRepository } from './clone.ts'

export interface EnvironmentLines {
  readonly name: string
  readonly lines: readonly (ExplainedLine & { readonly file: string })[]
}

const chosen = ['rook-all', 'large', 'one-replica-seaweedfs', 'existing-secret-none', 'workload-identity-all']

/**
 * A copy of the repository whose environments are variants of the base with different settings and patches. The caller
 * removes it.
 */
export function copyWithVariants(): string {
  const folder = mkdtempSync(join(tmpdir(), 'origins-'))
  copyRepository(folder)
  for (const variant of variants.filter(({ name }) => chosen.includes(name))) writeVariant(folder, variant)
  return folder
}

function writeVariant(folder: string, { name, files }: Variant): void {
  for (const [file, content] of Object.entries(files)) {
    const path = join(folder, 'environments', name, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
}

export function explainedLines(copy: string): readonly EnvironmentLines[] {
  const explain = explainer(copy, base)
  const render = createRenderer(base)
  return environmentNames(copy).map((name) => {
    const files = readEnvironmentFiles(copy, name) as EnvironmentFiles
    const manifests = explain(files, render(files) as RenderedEnvironment)
    return {
      name,
      lines: manifests.flatMap((manifest) => manifest.lines().map((line) => ({ ...line, file: manifest.file }))),
    }
  })
}

const show = ({ file, line, column }: Place): string => `${file}:${line}:${column}`

/**
 * The literals that decide a line now: those of the newest source, and for a setting also those that contain the
 * setting.
 */
function deciding({ origins, textLine }: ExplainedLine): readonly Place[] {
  const value = origins.at(-1)?.value
  // The line with the name of a string of several lines shows nothing of the string.
  if (
    textLine === undefined &&
    origins.some((origin) => typeof origin.value === 'string' && origin.value.includes('\n')) &&
    value !== undefined
  )
    return []
  const end = origins.findIndex(({ layer }) => layer !== 'setting')
  return origins.slice(0, end + 1).flatMap(placesOf)
}

const placesOf = ({ place, partsAt = [] }: Origin): readonly Place[] => (partsAt.length > 0 ? partsAt : [place])

/** All literals that decide some line that holds a single value, each once. */
export function decidingPlaces(environments: readonly EnvironmentLines[]): readonly Place[] {
  const places = environments.flatMap(({ lines }) =>
    // An object of another kind is rendered in another way: its documents stay structured.
    lines
      .filter(
        ({ pointer, origins: [newest] }) =>
          pointer !== '/kind' &&
          newest !== undefined &&
          newest.layer !== 'renderer' &&
          typeof newest.value !== 'object',
      )
      .flatMap(deciding),
  )
  return [...new Map(places.map((place) => [show(place), place])).values()]
}

/** The source with another literal at a place; undefined if there is no literal at the place. */
function changeAt(text: string, { line, column }: Place, isYaml: boolean): string | undefined {
  const lines = text.split('\n')
  const before = lines[line! - 1]!.slice(0, column! - 1)
  const rest = lines[line! - 1]!.slice(column! - 1)
  // A call such as setting('namespace'): its result has no literal.
  if (!isYaml && /^\w+\(/.test(rest) && /[\s([{.,:]$/.test(before)) return undefined
  // A literal begins with its quote; a later part or line of a template begins after the end of an expression or of a
  // line.
  const opening = /^['"`}]/.exec(rest)?.[0]
  const start = !isYaml && opening !== undefined ? 1 : 0
  const quote = opening === undefined || opening === '}' ? '`' : opening
  const literal = isYaml
    ? /^"?[^#\n"{}]*[^#\s"{}]/.exec(rest)?.[0]
    : (/^(true|false|-?\d[\d_]*)/.exec(rest)?.[0] ?? bodyOf(rest.slice(start), quote))
  if (literal === undefined || literal === '') return undefined
  const after = rest.slice(start + literal.length)
  lines[line! - 1] = before + rest.slice(0, start) + otherValue(literal) + after
  return lines.join('\n')
}

const bodyOf = (text: string, quote: string): string | undefined =>
  (quote === '`' ? /^[^`\n]*?(?=\$\{|`|$)/ : new RegExp(`^(?:[^${quote}\\\\]|\\\\.)*`)).exec(text)?.[0]

/** Another value of the same kind: a number or a quantity stays one, and a word changes in its last letter. */
function otherValue(literal: string): string {
  if (literal === 'true' || literal === 'false') return literal === 'true' ? 'false' : 'true'
  if (/^-?[\d_]+$/.test(literal)) return String(Number(literal.replaceAll('_', '')) + 1)
  const digit = /\d(?=[^\d]*$)/.exec(literal)
  const letter = /[a-z](?=[^a-z]*$)/i.exec(literal)
  const at = digit && (letter === null || /^\d+[A-Za-z]{0,2}$/.test(literal)) ? digit : letter
  if (at === null) return `${literal}1`
  const other = /\d/.test(at[0]) ? String((Number(at[0]) % 8) + 1) : at[0] === 'q' ? 'x' : 'q'
  return literal.slice(0, at.index) + other + literal.slice(at.index + 1)
}

export interface Verdict {
  /** How many literals were changed. */
  readonly proved: number
  /** Literals that can have no other value, because the renderer or Kubernetes refuses it. They prove nothing. */
  readonly refused: readonly string[]
  readonly wrong: readonly string[]
}

/** How many literals are changed at once. If the lines are wrong, fewer are changed at once, down to one. */
const together = 12

/** Changes literals in a copy of the repository, and restores them. */
export function proveOrigins(
  copy: string,
  environments: readonly EnvironmentLines[],
  places: readonly Place[],
): Verdict {
  const refused: string[] = []
  const wrong: string[] = []
  const before = renderedLines(copy)!
  const prove = (some: readonly Place[]): void => {
    const found = wrongAfter(copy, some, environments, before)
    if (found?.length === 0) return
    if (some.length === 1) {
      if (found === undefined) refused.push(show(some[0]!))
      else wrong.push(...found)
      return
    }
    const half = some.length >> 1
    prove(some.slice(0, half))
    prove(some.slice(half))
  }
  // Far from each other, so that few lines name two of them.
  const batches = Math.ceil(places.length / together)
  for (let batch = 0; batch < batches; batch++) prove(places.filter((_, index) => index % batches === batch))
  return { proved: places.length - refused.length, refused, wrong }
}

/**
 * The lines that contradict the origins after all these literals have changed; undefined if they can have no other
 * value.
 */
function wrongAfter(
  copy: string,
  places: readonly Place[],
  environments: readonly EnvironmentLines[],
  before: Record<string, readonly string[]>,
): readonly string[] | undefined {
  const sources = new Map(places.map(({ file }) => [file, readFileSync(join(copy, file), 'utf8')]))
  const changed = new Map<string, string | undefined>(sources)
  // From the end of a line to its beginning: a change must not move another.
  for (const place of places.toSorted((a, b) => b.column! - a.column!)) {
    const text = changed.get(place.file)
    changed.set(place.file, text === undefined ? undefined : changeAt(text, place, place.file.endsWith('.yaml')))
  }
  if ([...changed.values()].includes(undefined)) return undefined
  for (const [file, text] of changed) writeFileSync(join(copy, file), text!)
  const after = renderedLines(copy)
  for (const [file, text] of sources) writeFileSync(join(copy, file), text)
  return (
    after &&
    environments.flatMap(({ name, lines }) =>
      judge(places, lines, before[name]!, after[name]!).map(
        (sentence) => `${places.map(show).join(', ')} in ${name}: ${sentence}`,
      ),
    )
  )
}

function renderedLines(folder: string): Record<string, readonly string[]> | undefined {
  const { status, stdout } = spawnSync(process.execPath, [join(folder, 'scripts/tests/render-lines.ts')], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  return status === 0 ? (JSON.parse(stdout) as Record<string, readonly string[]>) : undefined
}

/** Compares counts of lines: a changed name may change their order. */
function judge(
  places: readonly Place[],
  lines: readonly ExplainedLine[],
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const left = count(after)
  const gone: string[] = []
  for (const line of before) {
    const times = left.get(line) ?? 0
    if (times > 0) left.set(line, times - 1)
    else gone.push(line)
  }
  const wanted = new Set(places.map(show))
  const named = (some: readonly Place[]): boolean => some.some((one) => wanted.has(show(one)))
  const must = count(
    lines.filter((line) => line.origins[0]?.layer !== 'renderer' && named(deciding(line))).map(({ text }) => text),
  )
  // A part of an overwritten value may remain, such as the tag of an image; a hash changes with its input.
  const may = count(
    lines
      .filter(
        (line) =>
          line.origins[0]?.layer === 'renderer' || named([...line.origins.flatMap(placesOf), ...(line.key ?? [])]),
      )
      .map(({ text }) => text),
  )
  const changed = count(gone)
  return [
    ...[...must].filter(([text, times]) => (changed.get(text) ?? 0) < times).map(([text]) => `stayed: ${text.trim()}`),
    ...[...changed]
      .filter(([text, times]) => (may.get(text) ?? 0) < times)
      .map(([text]) => `changed as well: ${text.trim()}`),
  ]
}

function count(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}

if (import.meta.main) {
  const copy = copyWithVariants()
  try {
    const environments = explainedLines(copy)
    const { proved, refused, wrong } = proveOrigins(copy, environments, decidingPlaces(environments))
    console.log(`${proved} literals changed exactly the lines that name them, except for:\n${wrong.join('\n')}\n`)
    console.log(`${refused.length} can have no other value:\n${refused.join('\n')}`)
    process.exitCode = wrong.length === 0 ? 0 : 1
  } finally {
    rmSync(copy, { recursive: true })
  }
}
