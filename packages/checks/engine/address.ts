// The forms of an address in manifests: `host:port`, a URL, and the DNS lookups of Thanos (`dnssrv+_grpc._tcp.host`).

/** The parts of an address. */
export interface AddressParts {
  readonly text: string
  /** `dnssrv` and `dnssrvnoa` look up SRV records, `dns` A records: thanos, pkg/discovery/dns. */
  readonly lookup: 'dns' | 'dnssrv' | 'dnssrvnoa' | undefined
  readonly host: string
  readonly port: number | undefined
  /** `grpc` of the SRV name `_grpc._tcp.…`. */
  readonly portName: string | undefined
  readonly protocol: 'TCP' | 'UDP'
  /** The field or the form shows that it is an address. Elsewhere, only a name inside the cluster is read as an address. */
  readonly isAddressField: boolean
}

const host = String.raw`(?:[A-Za-z0-9]|\$\([A-Z_a-z]+\))(?:[-\w.]|\$\([A-Z_a-z]+\))*`
const hostPattern = new RegExp(
  String.raw`^(?:(?<lookup>dns|dnssrv|dnssrvnoa)\+)?(?:(?<portName>_[-\w]+)\._(?<protocol>tcp|udp)\.)?(?<host>${host}?)(?::(?<port>\d{1,5}))?$`,
)
const urlPattern = new RegExp(
  String.raw`^(?:(?<lookup>dns|dnssrv|dnssrvnoa)\+)?(?<scheme>https?|grpc|tcp|redis|rediss|postgres(?:ql)?|mysql|amqp)://(?:[^/@\s]*@)?(?:(?<portName>_[-\w]+)\._(?<protocol>tcp|udp)\.)?(?<host>${host})(?::(?<port>\d{1,5}))?(?:[/?#].*)?$`,
)
const numericHost = /^\d+(\.\d+)*$|^0x/
const schemePorts: Readonly<Record<string, number>> = { http: 80, https: 443 }

/** The addresses in a string: one, or several with commas between them in a field for addresses. */
export function parseAddresses(text: string, isAddressField: boolean): AddressParts[] {
  const parts = text.includes(',') && isAddressField ? text.split(',') : [text]
  return parts.flatMap((part) => parseAddress(part.trim(), isAddressField) ?? [])
}

function parseAddress(text: string, isAddressField: boolean): AddressParts | undefined {
  const url = urlPattern.exec(text)?.groups
  if (url !== undefined) {
    const defaultPort = url.lookup === undefined ? schemePorts[url.scheme!] : undefined
    return addressOf(text, url, defaultPort, isAddressField)
  }
  const plain = hostPattern.exec(text)?.groups
  if (plain === undefined) return undefined
  const { lookup, portName, port, host: name = '' } = plain
  const isLookup = lookup !== undefined || portName !== undefined
  // A plain word is an address only with a port, in a field for addresses.
  if (!isLookup && !isInCluster(name) && (port === undefined || port.length < 2 || !isAddressField)) return undefined
  return addressOf(text, plain, undefined, isAddressField || isLookup)
}

function addressOf(
  text: string,
  { lookup, portName, protocol, host: name = '', port }: Readonly<Record<string, string | undefined>>,
  defaultPort: number | undefined,
  isAddressField: boolean,
): AddressParts | undefined {
  const trimmedHost = name.replace(/\.$/, '')
  if (trimmedHost === 'localhost' || numericHost.test(trimmedHost) || trimmedHost === '') return undefined
  return {
    text,
    lookup: lookup as AddressParts['lookup'],
    host: trimmedHost,
    port: port === undefined ? defaultPort : Number(port),
    portName: portName?.slice(1),
    protocol: protocol === 'udp' ? 'UDP' : 'TCP',
    isAddressField,
  }
}

const isInCluster = (name: string): boolean => /\.svc(\.|$)/.test(name)
