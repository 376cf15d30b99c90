import { posix } from 'node:path'
import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { mountAt, type Program, usesOf, valueOrDefault } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { programsNamed, thanosPrograms } from '../thanos/components.ts'
import { inDocument, type ProblemPlace } from '../thanos/places.ts'
import { configurationOf } from '../thanos/prometheus.ts'
import { filesMatching, type MountedFiles, mountedFiles } from './mounted-files.ts'

export const ruleFilesExist: Check = {
  name: 'rule-files-exist',
  question: 'rules',
  severity: 'error',
  why: 'Prometheus and the Thanos ruler start without an error if a pattern of rule files matches no file. They then evaluate no rule, and no alert fires.',
  remedy: 'Correct the pattern, or the name of the file.',
  source:
    'https://prometheus.io/docs/prometheus/latest/configuration/configuration/, https://thanos.io/tip/components/rule.md/',
  *run(context) {
    for (const reader of [...programsNamed(context, 'prometheus'), ...thanosPrograms(context, 'rule')])
      yield* patternProblems(context, reader)
  },
}

interface Pattern {
  /** An absolute path, in which `*`, `?` and `[a-z]` match characters of one file name. */
  readonly text: string
  readonly place: ProblemPlace
}

function* patternProblems(context: CheckContext, reader: Program): Iterable<Problem> {
  const patterns = patternsOf(context, reader)
  const matched = new Set<string>()
  const folders: MountedFiles[] = []
  for (const { text, place } of patterns) {
    const folder = mountedFiles(context, reader.container, text)
    if (folder === undefined && isOutsideOfVolumes(reader, text)) {
      yield outsideOfVolumes(text, place)
      continue
    }
    if (folder === undefined) return
    folders.push(folder)
    const files = filesMatching(folder, text)
    for (const { path } of files) matched.add(path)
    if (files.length === 0)
      yield { ...place, message: `${text} matches no file. ${contentOf(folder)}`, ...nearest(folder, text) }
  }
  yield* unreadFiles(folders, matched, patterns)
}

/** Whether only the image can contain the files. */
const isOutsideOfVolumes = ({ container }: Program, text: string): boolean =>
  mountAt(container, text.replace(/[*?[].*$/, 'a')) === undefined

const outsideOfVolumes = (text: string, place: ProblemPlace): Problem => ({
  ...place,
  message: `${text} matches no file, because no volume contains ${posix.dirname(text)}.`,
  remedy: 'Correct the folder of the pattern, or mount the ConfigMap with the rules there.',
  severity: 'warning',
})

function patternsOf(context: CheckContext, reader: Program): readonly Pattern[] {
  if (reader.name === 'thanos')
    return usesOf(reader, 'rule-file').flatMap((use) =>
      use.value?.startsWith('/') ? [{ text: use.value, place: flagPlace(reader, use) }] : [],
    )
  const document = configurationOf(context, reader)?.document
  if (document === undefined) return []
  const folder = posix.dirname(valueOrDefault(reader, 'config.file') ?? '')
  return listOf(mappingOf(document.value).rule_files).flatMap((value, index): readonly Pattern[] =>
    typeof value === 'string' && !value.includes('$')
      ? [{ text: posix.resolve(folder, value), place: inDocument(document, 'rule_files', index) }]
      : [],
  )
}

const contentOf = ({ mountPath, files }: MountedFiles): string =>
  files.length === 0
    ? `Nothing is mounted in ${mountPath}.`
    : `${mountPath} contains ${files.map(({ path }) => posix.basename(path)).join(', ')}.`

/** The pattern with the extension of the files. */
function nearest({ files }: MountedFiles, text: string): Pick<Problem, 'remedy'> {
  const extensions = [...new Set(files.map(({ path }) => posix.extname(path)))]
  const extension = posix.extname(text)
  return extensions.length === 1 && extensions[0] !== extension && extension !== ''
    ? { remedy: `Write ${text.slice(0, -extension.length)}${extensions[0]}, or rename the files to *${extension}.` }
    : {}
}

/** The rule files next to those that a pattern matches. If a pattern matches nothing, that is the finding. */
function* unreadFiles(
  folders: readonly MountedFiles[],
  matched: ReadonlySet<string>,
  patterns: readonly Pattern[],
): Iterable<Problem> {
  const seen = new Set<string>()
  for (const folder of folders) {
    if (!folder.files.some(({ path }) => matched.has(path))) continue
    for (const { path, document } of folder.files) {
      if (matched.has(path) || seen.has(path) || !listOf(mappingOf(document.value).groups).some(hasRules)) continue
      seen.add(path)
      yield {
        object: document.object,
        pointer: document.pointer,
        message: `no pattern of rule files matches ${path}: ${patterns.map(({ text }) => text).join(', ')}.`,
        remedy: 'Rename the file, or add a pattern.',
        severity: 'warning',
      }
    }
  }
}

const hasRules = (group: unknown): boolean => listOf(mappingOf(group).rules).length > 0
