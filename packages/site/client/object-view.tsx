// One object: its YAML with the source of each line, and the differences from another environment.
import type { ObjectVersions, Overview, StoredEnvironment } from '../stored.ts'
import { comparedLines, type ShownLine } from './compared-lines.ts'
import { labelIn, nameIn } from './format.ts'
import { loadVersions } from './load.ts'
import { hasObject } from './objects-view.tsx'
import { type Route, replaceQuery } from './route.ts'
import { Choice, Loading, Scrolled, SourceLink, useLoaded } from './ui.tsx'

interface ViewProps {
  readonly overview: Overview
  readonly route: Route
}

export function ObjectView({ overview, route }: ViewProps) {
  const number = Number(route.id)
  const object = overview.objects[number]
  const having = overview.environments.filter((environment) => hasObject(environment, number))
  const environment = having.find(({ name }) => name === route.query.in) ?? having[0]
  const versions = useLoaded(() => loadVersions(overview, number), [number])
  if (object === undefined || environment === undefined) return <p>There is no object {route.id}.</p>
  const other = having.find(({ name }) => name === route.query.with)
  const file = `environments/${environment.name}/manifests/${object.file.replaceAll('{}', environment.namespace)}`
  return (
    <>
      <h1>{labelIn(object, environment)}</h1>
      <p class="lead">
        {object.versions === 1
          ? `The same in ${having.length === 1 ? 'one environment' : `all ${having.length} environments that have it`}. `
          : `${object.versions} versions in ${having.length} environments. `}
        <SourceLink overview={overview} file={file} line={undefined} />
      </p>
      <form class="controls" onSubmit={(event) => event.preventDefault()}>
        <Choice
          label="Environment"
          name="in"
          value={environment.name}
          options={having.map(({ name }): [string, string] => [name, name])}
        />
        <Choice
          label="Compare with"
          name="with"
          value={other?.name ?? ''}
          options={[
            ['', 'nothing'],
            ...having
              .filter(({ name }) => name !== environment.name)
              .map((one): [string, string] => [
                one.name,
                `${one.name}${one.versions[number] === environment.versions[number] ? ' (the same)' : ''}`,
              ]),
          ]}
        />
      </form>
      {versions === undefined ? (
        <Loading />
      ) : (
        <Code
          overview={overview}
          versions={versions}
          environment={environment}
          lines={comparedLines(versions, environment.versions[number]!, other?.versions[number])}
          other={other}
          selected={Number(route.query.line ?? 0)}
          name={nameIn(object, environment)}
        />
      )}
    </>
  )
}

interface CodeProps {
  readonly overview: Overview
  readonly versions: ObjectVersions
  readonly environment: StoredEnvironment
  readonly other: StoredEnvironment | undefined
  readonly lines: readonly ShownLine[]
  /** The number of the line whose sources are shown. */
  readonly selected: number
  readonly name: string
}

function Code({ overview, versions, environment, other, lines, selected, name }: CodeProps) {
  let above: number | undefined
  return (
    <Scrolled label={`Manifest of ${name}`}>
      <table class="code">
        <caption class="hidden">
          Manifest of {name} in {environment.name} with the source of each line
        </caption>
        <thead class="hidden">
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Text</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => {
            const isRepeated = above === line.sources && line.change === undefined
            above = line.sources
            const owner = line.change === 'removed' ? (other ?? environment) : environment
            const isSelected = line.number === selected && line.change !== 'removed'
            return (
              <tr
                key={`${index} ${line.text}`}
                class={`${line.change ?? ''}${isSelected ? ' selected' : ''}`.trim() || undefined}
              >
                <th scope="row" class="line">
                  {line.change === 'removed' ? (
                    <span title={`Only in ${owner.name}`}>−</span>
                  ) : (
                    <button
                      type="button"
                      aria-expanded={isSelected}
                      aria-label={`Sources of line ${line.number}`}
                      onClick={() => replaceQuery({ line: isSelected ? '' : String(line.number) })}
                    >
                      {line.change === 'added' && '+'}
                      {line.number}
                    </button>
                  )}
                </th>
                <td class="text">
                  <Text text={line.text} />
                  {isSelected && (
                    <Sources overview={overview} versions={versions} environment={owner} sources={line.sources} />
                  )}
                </td>
                <td class="source">
                  {isRepeated ? (
                    <span class="hidden">as above</span>
                  ) : (
                    <Source overview={overview} versions={versions} environment={owner} sources={line.sources} />
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Scrolled>
  )
}

/** The name of a field and its value. */
function Text({ text }: { readonly text: string }) {
  const [, indentation = '', key = '', rest = ''] =
    /^((?:\s|- )*)((?:[\w./$-]+|"[^"]*"):(?= |$))?(.*)$/s.exec(text) ?? []
  return (
    <>
      {indentation}
      {key !== '' && <span class="key">{key}</span>}
      {rest}
    </>
  )
}

interface SourceProps extends Pick<CodeProps, 'overview' | 'versions' | 'environment'> {
  /** The position in `sources` of the versions. */
  readonly sources: number
}

const fileOf = (versions: ObjectVersions, file: number, { name }: StoredEnvironment): string =>
  versions.files[file]!.replace(/^\{\}/, `environments/${name}`)

/** The newest source. */
function Source({ overview, versions, environment, sources }: SourceProps) {
  const [newest] = versions.sources[sources]!
  if (newest === undefined) return null
  const [layer, file, line] = versions.origins[newest]!
  return (
    <span class={`layer ${layer}`}>
      <SourceLink overview={overview} file={fileOf(versions, file, environment)} line={line} />
    </span>
  )
}

/** All sources, newest first, each with the value that the one above replaced. */
const Sources = ({ overview, versions, environment, sources }: SourceProps) => (
  <ol class="sources">
    {versions.sources[sources]!.map((position) => {
      const [layer, file, line, note = '', value] = versions.origins[position]!
      return (
        <li key={position}>
          <span class={`layer ${layer}`}>{layer}</span>{' '}
          <SourceLink overview={overview} file={fileOf(versions, file, environment)} line={line} />
          {value !== undefined && (
            <>
              {' = '}
              <code>{value}</code>
            </>
          )}
          {note !== '' && ` (${note})`}
        </li>
      )
    })}
    {versions.sources[sources]!.length === 0 && <li>No source is known.</li>}
  </ol>
)
