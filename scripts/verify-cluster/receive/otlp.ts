// A sender of samples: OTLP as JSON, so that no client library is needed.

/** Sends one sample for each of `count` series, and returns the status of the response. */
export async function sendSeries(router: string, metric: string, count: number): Promise<number> {
  const timeUnixNano = String(BigInt(Date.now()) * 1_000_000n)
  const dataPoints = Array.from({ length: count }, (_, number) => ({
    timeUnixNano,
    asDouble: number,
    attributes: [{ key: 'number', value: { stringValue: String(number) } }],
  }))
  const metrics = [{ name: metric, gauge: { dataPoints } }]
  const body = JSON.stringify({ resourceMetrics: [{ resource: {}, scopeMetrics: [{ scope: {}, metrics }] }] })
  const headers = { 'Content-Type': 'application/json' }
  const response = await fetch(`http://${router}:19291/api/v1/otlp`, { method: 'POST', headers, body })
  await response.text()
  return response.status
}
