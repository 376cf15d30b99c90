// Environments against components. Few environments are columns, so that all attributes fit; many are rows, with one attribute.
import type { Overview, StoredEnvironment } from '../stored.ts'
import { attributes, cellsOf, componentsIn } from './attributes.ts'
import { counted } from './format.ts'
import { ByEnvironment } from './matrix-by-environment.tsx'
import { componentNames, isDifferent, type LayoutProps, Value } from './matrix-cells.tsx'
import { hrefOf, type Route } from './route.ts'
import { Checkbox, Choice, Filter, Scrolled } from './ui.tsx'

/** More columns do not fit on a screen. */
const mostColumns = 8

export function MatrixView({ overview, route }: { readonly overview: Overview; readonly route: Route }) {
  const { query } = route
  const { environments } = overview
  const layout = query.layout || (environments.length <= mostColumns ? 'components' : 'environments')
  const attribute = query.attribute ?? ''
  return (
    <>
      <h1>Matrix</h1>
      <p class="lead">
        The components of each environment. A marked value is not the most frequent one of its component. CPU, memory
        and storage are those of all pods: requests / limits.
      </p>
      <form class="controls" onSubmit={(event) => event.preventDefault()}>
        <Filter label="Filter" name="q" value={query.q ?? ''} />
        <Choice
          label="Show"
          name="attribute"
          value={attribute}
          options={[
            ['', layout === 'components' ? 'All attributes' : 'Version'],
            ...attributes
              .filter(({ id }) => layout === 'components' || id !== 'version')
              .map(({ id, title }): [string, string] => [id, title]),
          ]}
        />
        <Choice
          label="Rows"
          name="layout"
          value={layout}
          options={[
            ['components', 'Components'],
            ['environments', 'Environments'],
          ]}
        />
        <Checkbox label="Only differences" name="differences" value={query.differences ?? ''} />
      </form>
      {layout === 'components' ? (
        <ByComponent overview={overview} query={query} />
      ) : (
        <ByEnvironment overview={overview} query={query} />
      )}
    </>
  )
}

const columnsAtOnce = 24

function ByComponent({ overview, query }: LayoutProps) {
  const words = (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const names = componentNames(overview)
  // A word that names environments chooses columns; the others choose rows.
  const named = (word: string): readonly StoredEnvironment[] =>
    overview.environments.filter(({ name, ring = '' }) => `${name} ${ring}`.toLowerCase().includes(word))
  const ofColumns = words.filter((word) => named(word).length > 0 && !names.some((name) => name.includes(word)))
  const chosen = overview.environments.filter((one) => ofColumns.every((word) => named(word).includes(one)))
  const environments = chosen.slice(0, columnsAtOnce)
  const components = environments.map((environment) => componentsIn(overview, environment))
  const shown = attributes.filter(({ id }) => !query.attribute || id === query.attribute)
  const groups = names.flatMap((name) => {
    const own = components.map((all) => all.get(name))
    const rows = shown
      .map((attribute) => ({ attribute, cells: cellsOf(own, attribute) }))
      .filter(({ cells }) => cells.some(({ text }) => text !== ''))
      .filter(({ cells }) => !query.differences || isDifferent(cells))
      .filter(({ attribute, cells }) => {
        const text = `${name} ${attribute.title} ${cells.map((cell) => cell.text).join(' ')}`.toLowerCase()
        return words.every((word) => ofColumns.includes(word) || text.includes(word))
      })
    return rows.length === 0 ? [] : [{ name, rows }]
  })
  return (
    <>
      <p class="count" role="status">
        {counted(groups.length, 'component')} in {counted(environments.length, 'environment')}
        {chosen.length > environments.length &&
          `; ${chosen.length - environments.length} more do not fit. Use the filter.`}
      </p>
      <Scrolled label="Components by environment">
        <table class="matrix">
          <caption class="hidden">Components by environment</caption>
          <thead>
            <tr>
              <th scope="col">Component</th>
              <th scope="col">Attribute</th>
              {environments.map(({ name }) => (
                <th key={name} scope="col">
                  <a href={hrefOf('environment', name)}>{name}</a>
                </th>
              ))}
            </tr>
          </thead>
          {groups.map(({ name, rows }) => (
            <tbody key={name}>
              {rows.map(({ attribute, cells }, index) => (
                <tr key={attribute.id}>
                  {index === 0 && (
                    <th scope="rowgroup" rowSpan={rows.length} class="group">
                      {name}
                    </th>
                  )}
                  <th scope="row" class="attribute">
                    {attribute.title}
                  </th>
                  {cells.map((cell, column) =>
                    cell.component === undefined ? (
                      index === 0 && (
                        <td key={environments[column]!.name} rowSpan={rows.length} class="absent">
                          absent
                        </td>
                      )
                    ) : (
                      <td key={environments[column]!.name} class={cell.differs ? 'differs' : undefined}>
                        <Value cell={cell} />
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </Scrolled>
    </>
  )
}
