import type { Overview } from '../stored.ts'
import { Topology } from './environment-view.tsx'
import type { Route } from './route.ts'
import { Choice } from './ui.tsx'

export function TopologyView({ overview, route }: { readonly overview: Overview; readonly route: Route }) {
  const { environments } = overview
  const environment = environments.find(({ name }) => name === route.query.in) ?? environments[0]
  if (environment === undefined) return <p>There is no environment.</p>
  return (
    <>
      <h1>Topology of {environment.name}</h1>
      <form class="controls" onSubmit={(event) => event.preventDefault()}>
        <Choice
          label="Environment"
          name="in"
          value={environment.name}
          options={environments.map(({ name }): [string, string] => [name, name])}
        />
      </form>
      <Topology overview={overview} environment={environment} />
    </>
  )
}
