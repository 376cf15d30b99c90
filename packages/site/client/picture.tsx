// The topology as SVG. A node leads to its object; the table of connections has the same content.
import { useState } from 'preact/hooks'
import type { PictureEdge, PictureNode, StoredPicture } from '../stored.ts'
import { Scrolled } from './ui.tsx'

interface PictureProps {
  readonly picture: StoredPicture
  readonly title: string
  /** Undefined for a node without an object. */
  readonly hrefOfNode: (node: PictureNode) => string | undefined
  /** The class of a node that changes: `restart`. */
  readonly markOf?: (node: PictureNode) => string | undefined
}

export function Picture({ picture, title, hrefOfNode, markOf }: PictureProps) {
  const [active, setActive] = useState<number>()
  const { width, height, nodes, edges } = picture
  const drawn = groupedEdges(edges)
  const isNear = (index: number): boolean =>
    active === undefined ||
    index === active ||
    drawn.some(({ from, to }) => (from === active && to === index) || (to === active && from === index))
  return (
    <Scrolled label={title}>
      {/* biome-ignore lint/a11y/useSemanticElements: an SVG element has no form of its own. */}
      <svg
        class="picture"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={title}
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0 L8 4 L0 8 z" class="arrow" />
          </marker>
        </defs>
        {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: no part of it has focus; the table has the connections. */}
        <g aria-hidden="true">
          {drawn.map(({ from, to, points, label, texts, purpose }) => {
            const isFar = active !== undefined && from !== active && to !== active
            return (
              <g key={`${from} ${to}`} class={`edge ${purpose}${isFar ? ' far' : ''}`}>
                <path d={curve(points)} marker-end="url(#arrow)" />
                {texts.map((text, line) => (
                  <text key={text} x={label[0]} y={label[1] + (line - (texts.length - 1) / 2) * 14 + 4}>
                    {text}
                  </text>
                ))}
              </g>
            )
          })}
        </g>
        {nodes.map((node, index) => (
          <Node
            key={node.id}
            node={node}
            href={hrefOfNode(node)}
            mark={markOf?.(node)}
            isFar={!isNear(index)}
            onActive={(isActive) => setActive(isActive ? index : undefined)}
          />
        ))}
      </svg>
    </Scrolled>
  )
}

interface NodeProps {
  readonly node: PictureNode
  readonly href: string | undefined
  readonly mark: string | undefined
  readonly isFar: boolean
  readonly onActive: (isActive: boolean) => void
}

function Node({ node, href, mark, isFar, onActive }: NodeProps) {
  const { x, y, width, height, name, type, kind = 'outside', replicas } = node
  const count = replicas === undefined ? '' : ` × ${replicas}`
  const detail = mark === undefined ? `${kind}${count}` : `${count.trim()} ${mark}`.trim()
  const content = (
    <>
      <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx="4" />
      <text x={x} y={y - 3} class="name">
        {name}
      </text>
      <text x={x} y={y + 13} class="detail">
        {detail}
      </text>
    </>
  )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only makes other nodes paler; the link inside is the control.
    <g
      class={`node ${type}${isFar ? ' far' : ''}${mark === undefined ? '' : ` changes class-${mark}`}`}
      onMouseEnter={() => onActive(true)}
      onMouseLeave={() => onActive(false)}
      onFocusIn={() => onActive(true)}
      onFocusOut={() => onActive(false)}
    >
      {href === undefined ? (
        content
      ) : (
        <a href={href} aria-label={`${name}, ${detail}`}>
          {content}
        </a>
      )}
    </g>
  )
}

interface DrawnEdge extends Required<Pick<PictureEdge, 'from' | 'to' | 'points' | 'label' | 'purpose'>> {
  readonly texts: readonly string[]
}

const groupedEdges = (edges: readonly PictureEdge[]): readonly DrawnEdge[] =>
  [...Map.groupBy(edges, ({ from, to }) => `${from} ${to}`).values()].flatMap((same) => {
    const drawn = same.filter(({ points }) => points !== undefined)
    const [first] = drawn
    if (first?.points === undefined || first.label === undefined) return []
    const texts = [...new Set(drawn.map(({ text }) => text))].filter((text) => text !== '')
    return [{ ...first, points: first.points, label: first.label, texts }]
  })

/** A smooth line through the points that rises and falls only as the points do (monotone cubic interpolation). */
function curve(points: DrawnEdge['points']): string {
  const [first] = points
  if (first === undefined) return ''
  const slopes = points.slice(1).map(([x, y], index) => (y - points[index]![1]) / (x - points[index]![0] || 1))
  const tangents = points.map((_, index) => {
    const [before, after] = [slopes[index - 1] ?? slopes[index] ?? 0, slopes[index] ?? slopes[index - 1] ?? 0]
    return before * after <= 0 ? 0 : (2 * before * after) / (before + after)
  })
  const parts = points.slice(1).map(([x, y], index) => {
    const [startX, startY] = points[index]!
    const third = (x - startX) / 3
    const from = [startX + third, startY + tangents[index]! * third]
    const to = [x - third, y - tangents[index + 1]! * third]
    return `C${[...from, ...to, x, y].map((value) => Math.round(value * 10) / 10).join(' ')}`
  })
  return `M${first.join(' ')} ${parts.join(' ')}`
}
