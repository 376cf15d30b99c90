// What is changed in two libraries so that a program built with them records its flags and its metrics.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Replacement {
  /** Relative to the folder of the library. */
  readonly file: string
  readonly pattern: RegExp
  readonly by: string
}

export interface InstrumentedLibrary {
  /** The modules that contain the library: its current path and former ones. */
  readonly modules: readonly string[]
  /** The file of added/ that the library gets, and its place there. */
  readonly added: { readonly source: string; readonly file: string }
  readonly replacements: readonly Replacement[]
}

export const instrumentedLibraries: readonly InstrumentedLibrary[] = [
  {
    modules: ['github.com/alecthomas/kingpin/v2', 'gopkg.in/alecthomas/kingpin.v2'],
    added: { source: 'kingpin.go', file: 'record_flags.go' },
    replacements: [
      { file: 'app.go', pattern: /^func \(a \*Application\) Parse\(/m, by: 'func (a *Application) parseUnrecorded(' },
    ],
  },
  {
    modules: ['github.com/prometheus/client_golang'],
    added: { source: 'client_golang.go', file: 'prometheus/record_metrics.go' },
    replacements: [
      {
        file: 'prometheus/registry.go',
        pattern: /^func \(r \*Registry\) Register\(/m,
        by: 'func (r *Registry) registerUnrecorded(',
      },
      {
        file: 'prometheus/registry.go',
        pattern: /^func \(r \*Registry\) Gather\(/m,
        by: 'func (r *Registry) gatherUnrecorded(',
      },
      { file: 'prometheus/desc.go', pattern: /^type Desc struct \{/m, by: 'type Desc struct {\n\trecordedType string' },
      { file: 'prometheus/desc.go', pattern: /\td := &Desc\{/, by: '\td := &Desc{\n\t\trecordedType: typeOfCaller(),' },
      {
        file: 'prometheus/wrap.go',
        pattern: /^\treturn newDesc$/m,
        by: '\tnewDesc.recordedType = desc.recordedType\n\treturn newDesc',
      },
    ],
  },
]

/** Programs that serve metrics without `client_golang`. */
const instrumentedPrograms: readonly InstrumentedLibrary[] = [
  {
    modules: ['k8s.io/kube-state-metrics/v2'],
    added: { source: 'kube_state_metrics.go', file: 'pkg/metric_generator/record_families.go' },
    replacements: [
      {
        file: 'pkg/metric_generator/generator.go',
        pattern: /^func NewFamilyGeneratorWithStability\(/m,
        by: 'func newUnrecordedFamilyGenerator(',
      },
    ],
  },
]

/** The changes of a program's own module. */
export const changesOfProgram = (module: string): readonly InstrumentedLibrary[] =>
  instrumentedPrograms.filter(({ modules }) => modules.includes(module))

const addedSource = ({ added }: InstrumentedLibrary): string =>
  readFileSync(join(import.meta.dirname, 'added', added.source), 'utf8')

/** Everything that determines what is changed. */
export const changesOf = (library: InstrumentedLibrary): string =>
  JSON.stringify([
    addedSource(library),
    ...library.replacements.map(({ file, pattern, by }) => [file, pattern.source, by]),
  ])

/** The files of a library that are added or changed, by their paths in it. */
export function changedFiles(library: InstrumentedLibrary, folder: string): ReadonlyMap<string, string> {
  const files = new Map([[library.added.file, addedSource(library)]])
  for (const { file, pattern, by } of library.replacements) {
    const content = files.get(file) ?? readFileSync(join(folder, file), 'utf8')
    if (!pattern.test(content))
      throw new Error(`${join(folder, file)} does not match ${pattern.source}: adapt scripts/instrument/libraries.ts.`)
    files.set(
      file,
      content.replace(pattern, () => by),
    )
  }
  return files
}
