// Answers like the program, without Kubernetes. The first argument is a fault.
const fault = process.argv[2]
if (fault === 'start') throw new Error('cannot start')

/** @param {{ id: string, after: { metadata: { name: string } } }} request */
const verdict = ({ id, after: { metadata } }) =>
  metadata.name.startsWith('bad')
    ? {
        id,
        verdict: 'refused',
        stage: 'after',
        code: 422,
        reason: 'Invalid',
        message: `"${metadata.name}" is invalid`,
        causes: [{ reason: 'FieldValueInvalid', field: 'metadata.name', message: 'Invalid value' }],
      }
    : { id, verdict: 'accepted' }

let rest = ''
process.stdin.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\n')
  rest = lines.pop() ?? ''
  lines.forEach(answer)
})

/** @param {string} line */
function answer(line) {
  const request = JSON.parse(line)
  const name = request.after?.metadata.name
  if (request.version) console.log('{"version":{"kubernetes":["1.36"],"sources":"v1.36.0"}}')
  else if (request.id === undefined) console.log(JSON.stringify({ set: request.set }))
  else if (name === 'panic') console.log(JSON.stringify({ id: request.id, error: 'panic: nil pointer' }))
  else if (name === 'crash') {
    console.error('goroutine 1 [running]:\npanic: out of memory')
    process.exit(2)
  } else if (name === 'garbage') console.log('not JSON')
  else if (name !== 'hang') console.log(JSON.stringify(verdict(request)))
}
