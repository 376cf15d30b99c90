// What a branch changes: the content of `diff --format json`.
import type { Change, DeliveredChange } from '@thanos-gitops/manifest/change'
import type { Overview, StoredChanges, StoredEnvironment } from '../stored.ts'
import { hrefOfNode } from './environment-view.tsx'
import { bytesText, coresText, costText, counted } from './format.ts'
import { loadChanges } from './load.ts'
import { Picture } from './picture.tsx'
import type { Route } from './route.ts'
import { Choice, Loading, SourceLink, useLoaded } from './ui.tsx'

type EnvironmentChange = StoredChanges['objects'][number]

interface ViewProps {
  readonly overview: Overview
  readonly route: Route
}

export function ChangesView({ overview, route }: ViewProps) {
  if (overview.changes === undefined)
    return (
      <>
        <h1>Changes</h1>
        <p>
          This site shows no changes. To compare with a revision, write it with <code>--base REVISION</code>.
        </p>
      </>
    )
  return <Changes overview={overview} route={route} base={overview.changes.base} />
}

function Changes({ overview, route, base }: ViewProps & { readonly base: string }) {
  const changes = useLoaded(loadChanges, [])
  if (changes === undefined) return <Loading />
  const names = [...new Set(changes.objects.map(({ environment }) => environment))]
  const chosen = names.includes(route.query.in ?? '') ? route.query.in! : (names[0] ?? '')
  const objects = changes.objects.filter(({ environment }) => environment === chosen)
  const environment = overview.environments.find(({ name }) => name === chosen)
  return (
    <>
      <h1>Changes since {base}</h1>
      <p class="lead">
        {names.length === 0
          ? 'No environment changes.'
          : `${counted(changes.objects.length, 'object')} in ${counted(names.length, 'environment')} change.`}
      </p>
      {changes.findings.map(({ environment: name, code, message, remedy }) => (
        <p key={`${name} ${code} ${message}`} class="note">
          <strong>{name}</strong>: {message} {remedy}
        </p>
      ))}
      {names.length > 0 && (
        <form class="controls" onSubmit={(event) => event.preventDefault()}>
          <Choice
            label="Environment"
            name="in"
            value={chosen}
            options={names.map((name): [string, string] => [
              name,
              `${name} (${changes.objects.filter((one) => one.environment === name).length})`,
            ])}
          />
        </form>
      )}
      {environment !== undefined && <ChangedTopology overview={overview} environment={environment} objects={objects} />}
      <CapacityChanges changes={changes} environment={chosen} />
      {objects.map((object) => (
        <ObjectChange key={`${object.kind} ${object.namespace} ${object.name}`} overview={overview} object={object} />
      ))}
    </>
  )
}

interface TopologyProps {
  readonly overview: Overview
  readonly environment: StoredEnvironment
  readonly objects: readonly EnvironmentChange[]
}

const ChangedTopology = ({ overview, environment, objects }: TopologyProps) => (
  <Picture
    picture={overview.pictures[environment.picture]!}
    title={`Topology of ${environment.name} with the workloads that change`}
    hrefOfNode={(node) => hrefOfNode(overview, environment, node)}
    markOf={({ kind, name }) => objects.find((object) => object.kind === kind && object.name === name)?.class}
  />
)

function CapacityChanges({ changes, environment }: { readonly changes: StoredChanges; readonly environment: string }) {
  const rows = changes.capacity.components.filter(
    (row) => row.environment === environment && JSON.stringify(row.before) !== JSON.stringify(row.after),
  )
  if (rows.length === 0) return null
  const change = (before: number, after: number, text: (amount: number) => string): string =>
    before === after ? text(after) : `${text(before)} → ${text(after)}`
  return (
    <>
      <h2>Capacity</h2>
      <table>
        <caption class="hidden">Capacity of {environment} before and after</caption>
        <thead>
          <tr>
            {['Component', 'Pods', 'CPU requests', 'Memory requests', 'Storage', 'Cost'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ component, before, after, cost }) => (
            <tr key={component}>
              <th scope="row">{component}</th>
              <td>{change(before.replicas, after.replicas, String)}</td>
              <td>{change(before.cpuRequests, after.cpuRequests, coresText)}</td>
              <td>{change(before.memoryRequests, after.memoryRequests, bytesText)}</td>
              <td>{change(before.storage, after.storage, bytesText)}</td>
              <td>
                {cost && change(cost.before, cost.after, (amount) => costText(amount, changes.capacity.currency))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function ObjectChange({ overview, object }: { readonly overview: Overview; readonly object: DeliveredChange }) {
  return (
    <section class="change">
      <h2>
        <span class={`class class-${object.class}`}>{object.class}</span> {object.kind}/{object.name}
      </h2>
      <p>{object.why}</p>
      {object.rollout !== undefined && (
        <p>
          Pods: {object.rollout.order}, {object.rollout.atOnce}.
        </p>
      )}
      <ul class="fields">
        {object.changes.map((change) => (
          <li key={change.pointer}>
            <FieldChange overview={overview} change={change} />
          </li>
        ))}
      </ul>
      {object.remedy !== undefined && (
        <details>
          <summary>How to proceed: {object.remedy.title}</summary>
          <ol>
            {object.remedy.steps.map(({ text, commands = [], tool }) => (
              <li key={text}>
                {text}
                {tool !== undefined && ` (${tool})`}
                {commands.map((command) => (
                  <pre key={command}>{command}</pre>
                ))}
              </li>
            ))}
          </ol>
          {object.remedy.note !== undefined && <p>{object.remedy.note}</p>}
        </details>
      )}
    </section>
  )
}

function FieldChange({ overview, change }: { readonly overview: Overview; readonly change: Change }) {
  const { path, before, after, why, message, cause } = change
  const place = cause?.after?.origins?.[0]?.place ?? cause?.before?.origins?.[0]?.place
  return (
    <>
      <div class="path">
        <code>{path}</code>{' '}
        {place !== undefined && <SourceLink overview={overview} file={place.file} line={place.line} />}
      </div>
      <div class="values">
        {before !== undefined && <del>{valueText(before)}</del>} {after !== undefined && <ins>{valueText(after)}</ins>}
      </div>
      <div class="why">
        <span class={`class class-${change.class}`}>{change.class}</span> {why} {message}
      </div>
    </>
  )
}

const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))
