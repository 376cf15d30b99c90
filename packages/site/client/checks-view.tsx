import type { SiteCheck, SiteFinding } from '../model.ts'
import type { Overview } from '../stored.ts'
import type { Column } from './column.ts'
import { DataTable } from './data-table.tsx'
import { counted } from './format.ts'
import { loadChecks } from './load.ts'
import { hrefOf, type Route } from './route.ts'
import { Choice, Filter, Loading, SourceLink, useLoaded } from './ui.tsx'

export function ChecksView({ overview, route }: { readonly overview: Overview; readonly route: Route }) {
  const { checks } = overview
  const { query } = route
  const filter = query.q ?? ''
  if (checks === undefined) return <NoChecks />
  return (
    <>
      <h1>Checks</h1>
      <p class="lead">
        {counted(checks.ran, 'check')} found {counted(checks.errors, 'error')} and {counted(checks.warnings, 'warning')}{' '}
        in {counted(overview.environments.length, 'environment')}. Exceptions cover{' '}
        {counted(checks.excepted, 'finding')}.
      </p>
      <form class="controls" onSubmit={(event) => event.preventDefault()}>
        <Filter label="Filter" name="q" value={filter} />
        <Choice
          label="Show"
          name="show"
          value={query.show ?? ''}
          options={[
            ['', 'findings'],
            ['checks', 'all checks'],
          ]}
        />
      </form>
      {query.show === 'checks' ? (
        <ChecksTable filter={filter} />
      ) : (
        <FindingsTable overview={overview} filter={filter} />
      )}
    </>
  )
}

function ChecksTable({ filter }: { readonly filter: string }) {
  const loaded = useLoaded(loadChecks, [])
  if (loaded === undefined) return <Loading />
  const countOf = ({ name }: SiteCheck): number => loaded.findings.filter(({ code }) => code === name).length
  return (
    <DataTable
      caption="Checks"
      columns={[
        { id: 'check', title: 'Check', text: ({ name }) => name },
        {
          id: 'state',
          title: 'State',
          text: (check) => (countOf(check) === 0 ? 'passed' : counted(countOf(check), 'finding')),
          value: countOf,
          cell: (check) => {
            const count = countOf(check)
            return count === 0 ? (
              'passed'
            ) : (
              <span class={`severity ${check.severity}`}>{counted(count, 'finding')}</span>
            )
          },
        },
        { id: 'severity', title: 'Severity', text: ({ severity }) => severity },
        { id: 'why', title: 'Why', text: ({ why }) => why, isWide: true },
      ]}
      rows={loaded.checks}
      keyOf={({ name }) => name}
      noun="check"
      filter={filter}
    />
  )
}

const NoChecks = () => (
  <>
    <h1>Checks</h1>
    <p>This site was written without checks.</p>
  </>
)

interface FindingsProps {
  readonly overview: Overview
  /** All environments if it is undefined. */
  readonly environment?: string
  readonly filter: string
}

export function FindingsTable({ overview, environment, filter }: FindingsProps) {
  const loaded = useLoaded(loadChecks, [])
  if (loaded === undefined) return <Loading />
  const findings = loaded.findings.filter(
    ({ environments }) => environment === undefined || environments.includes(environment),
  )
  const keys = new Map(findings.map((finding, index) => [finding, String(index)]))
  const columns: readonly Column<SiteFinding>[] = [
    { id: 'check', title: 'Check', text: ({ code }) => code },
    {
      id: 'severity',
      title: 'Severity',
      text: ({ severity }) => severity,
      cell: ({ severity }) => <span class={`severity ${severity}`}>{severity}</span>,
    },
    {
      id: 'finding',
      title: 'Finding',
      isWide: true,
      text: ({ message, remedy = '' }) => `${message} ${remedy}`,
      cell: ({ message, remedy }) => (
        <>
          {message}
          {remedy !== undefined && <div class="remedy">{remedy}</div>}
        </>
      ),
    },
    {
      id: 'place',
      title: 'Place',
      text: ({ place }) => (place === undefined ? '' : `${place.file}:${place.line ?? ''}`),
      cell: ({ place }) =>
        place !== undefined && <SourceLink overview={overview} file={place.file} line={place.line} />,
    },
    ...(environment === undefined
      ? [
          {
            id: 'environments',
            title: 'Environments',
            text: ({ environments }: SiteFinding) => environments.join(' '),
            cell: ({ environments }: SiteFinding) => <Names names={environments} />,
          },
        ]
      : []),
  ]
  return (
    <>
      {loaded.notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      {findings.length === 0 ? (
        <p>No findings.</p>
      ) : (
        <DataTable
          caption={environment === undefined ? 'Findings' : `Findings of ${environment}`}
          columns={columns}
          rows={findings}
          keyOf={(finding) => keys.get(finding)!}
          noun="finding"
          filter={filter}
          sorted="severity"
        />
      )}
    </>
  )
}

const mostNames = 4

export const Names = ({ names }: { readonly names: readonly string[] }) => (
  <>
    {names.slice(0, mostNames).map((name, index) => (
      <span key={name}>
        {index > 0 && ', '}
        <a href={hrefOf('environment', name)}>{name}</a>
      </span>
    ))}
    {names.length > mostNames && ` and ${names.length - mostNames} more`}
  </>
)
