import type { PatternDescription } from './pattern-description.ts'

const name = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = `${name}(\\.${name})*`
const pathCharacters = "[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+"

const duration: PatternDescription = {
  requirement: 'be a duration: whole numbers with units, from the largest to the smallest',
  example: '30s',
}
const goDuration: PatternDescription = { requirement: 'be a duration: numbers with units', example: '1m30s' }
const webAddress: PatternDescription = {
  requirement: 'be an address that begins with http:// or https://',
  example: 'https://example.com',
}
const proxy: PatternDescription = {
  requirement: 'be the address of a proxy, which begins with http://, https:// or socks5://',
  example: 'http://proxy.example.com:3128',
}
const dnsName: PatternDescription = {
  requirement: 'consist of a-z, 0-9, - and ., with a letter or digit at both ends of each part',
  example: 'example.com',
}
const key: PatternDescription = { requirement: 'consist of letters, digits, -, _ and .', example: 'values.yaml' }
const withDomain = (example: string): PatternDescription => ({
  requirement: 'be a domain and a path with a slash between them',
  example,
})

/** The patterns of custom resource definitions, as their projects write them. A test names those that are missing. */
export const crdPatterns: Readonly<Record<string, PatternDescription>> = {
  '^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$': duration,
  '^(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?$': duration,
  '^(0|(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$': duration,
  '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$': goDuration,
  '^([0-9]+(\\.[0-9]+)?(s|m|h))+$': goDuration,
  '^([0-9]+(\\.[0-9]+)?(ms|s|m))+$': goDuration,
  '^([0-9]{1,5}(h|m|s|ms)){1,4}$': goDuration,
  '^(http|https|socks5)://.+$': proxy,
  '^(http|https)://.*$': webAddress,
  '^(http|https)://.+$': webAddress,
  '^https?://': webAddress,
  '^https?://.+$': webAddress,
  '^http(s)?://.+$': webAddress,
  '^http(s)?:\\/\\/.+$': webAddress,
  '^(http|https|ssh)://.*$': {
    requirement: 'be an address that begins with https://, http:// or ssh://',
    example: 'https://git.example.com/platform.git',
  },
  '^(http|https|oci)://.*$': {
    requirement: 'be an address that begins with https://, http:// or oci://',
    example: 'oci://registry.example.com/charts',
  },
  '^oci://.*$': {
    requirement: 'be an address that begins with oci://',
    example: 'oci://registry.example.com/manifests',
  },
  '^[a-zA-Z][a-zA-Z0-9+.-]*://.+$': {
    requirement: 'be an address with a scheme',
    example: 'tcp://docker.example.com:2376',
  },
  '^(([^:/?#]+):)(//([^/?#]*))([^?#]*)(\\?([^#]*))?(#(.*))?': {
    requirement: 'be a URI with a scheme and a host',
    example: 'spiffe://example.com/service',
  },
  '(^\\*$)|(^(http(s)?):\\/\\/(((\\*\\.)?([a-zA-Z0-9\\-]+\\.)*[a-zA-Z0-9-]+|\\*)(:([0-9]{1,5}))?)$)': {
    requirement: 'be an origin without a path, or *',
    example: 'https://example.com',
  },
  [`^${subdomain}$`]: dnsName,
  [`^$|^${subdomain}$`]: dnsName,
  [`^(\\*\\.)?${subdomain}$`]: { requirement: 'be a host name; *. can be before it', example: '*.example.com' },
  [`^${name}$`]: {
    requirement: 'consist of a-z, 0-9 and -, with a letter or digit at both ends',
    example: 'monitoring',
  },
  '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$': { requirement: 'be the name of a kind', example: 'ConfigMap' },
  '^[-._a-zA-Z0-9]+$': key,
  '^[\\-._a-zA-Z0-9]+$': key,
  '^[a-z0-9-]+$': { requirement: 'consist of a-z, 0-9 and -', example: 'eu-central-1' },
  '^[0-9a-zA-Z-.]+$': { requirement: 'consist of letters, digits, - and .', example: 'example.com' },
  '^[\\w\\s:/.\\\\-]+$': {
    requirement: 'consist of letters, digits, spaces and what addresses contain',
    example: 'https://monitor.azure.com/.default',
  },
  "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$": { requirement: 'be the name of an HTTP header', example: 'X-Scope-OrgID' },
  '(^0|([0-9]*[.])?[0-9]+((K|M|G|T|E|P)i?)?B)$': { requirement: 'be a size in bytes, with a unit', example: '512MB' },
  '^((([01][0-9])|(2[0-3])):[0-5][0-9])$|(^24:00$)': { requirement: 'be a time of day', example: '09:30' },
  '^(?i)(abort|warn)?$': { requirement: 'be abort or warn', example: 'warn' },
  '^((?i)january|february|march|april|may|june|july|august|september|october|november|december|1[0-2]|[1-9])(?:((:((?i)january|february|march|april|may|june|july|august|september|october|november|december|1[0-2]|[1-9]))$)|$)':
    { requirement: 'be a month by name or number, or a range of them', example: 'april:july' },
  '^((?i)sun|mon|tues|wednes|thurs|fri|satur)day(?:((:(sun|mon|tues|wednes|thurs|fri|satur)day)$)|$)': {
    requirement: 'be a day of the week, or a range of them',
    example: 'monday:friday',
  },
  '^2\\d{3}(?::2\\d{3}|$)': { requirement: 'be a year, or a range of years', example: '2027:2029' },
  '^[^*]*(\\*[^/]*)?\\.(json|yml|yaml|JSON|YML|YAML)$': {
    requirement: 'be the path of a JSON or YAML file; its name can have one *',
    example: '/etc/targets/*.yaml',
  },
  '^([a-zA-Z0-9_\\-.\\\\\\/]|\\[[0-9]{1,5}\\])+$': {
    requirement: 'be a path of Helm values, with dots between names',
    example: 'image.tags[0]',
  },
  '^.{2,}|[^./]$': { requirement: 'be a path other than . and /', example: 'environments' },
  [`^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|${subdomain}\\/[A-Za-z0-9]+$`]: {
    requirement: 'be the name of a protocol; one that is not of Gateway API has a domain before it',
    example: 'HTTPS',
  },
  [`^${subdomain}\\/${pathCharacters}$`]: withDomain('example.com/gateway-controller'),
  [`^Hostname|IPAddress|NamedAddress|${subdomain}\\/${pathCharacters}$`]: {
    requirement: 'be Hostname, IPAddress or NamedAddress, or a domain and a path with a slash between them',
    example: 'IPAddress',
  },
  '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$': {
    requirement: 'consist of letters, digits, -, _ and ., with a letter or digit at both ends',
    example: 'thanos-store',
  },
  [`^(System|(${subdomain}/([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]))$`]: {
    requirement: 'be System, or a domain and a name with a slash between them',
    example: 'System',
  },
}
