/** A form by which a credential is recognized wherever it is. */
interface TokenFormat {
  readonly what: string
  /** Begins with a literal, and has bounds or excludes the characters before its start, so that it needs linear time. */
  readonly pattern: string
}

// A token does not begin inside of a word.
const start = '(?<![A-Za-z0-9_])'

/** https://github.com/gitleaks/gitleaks and the documentation of the services list these forms. */
const formats: readonly TokenFormat[] = [
  { what: 'a GitHub token', pattern: `${start}gh[pousr]_[A-Za-z0-9]{20,255}` },
  { what: 'a GitHub token', pattern: `${start}github_pat_[A-Za-z0-9_]{20,255}` },
  { what: 'a GitLab token', pattern: `${start}gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[A-Za-z0-9_=.-]{16,255}` },
  { what: 'an AWS access key', pattern: `${start}(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])` },
  { what: 'a Slack token', pattern: `${start}xox[a-z]-[A-Za-z0-9-]{10,255}` },
  { what: 'a Slack token', pattern: `${start}xapp-[0-9]-[A-Za-z0-9-]{10,255}` },
  {
    what: 'a Slack webhook',
    pattern: 'hooks\\.slack(?:-gov)?\\.com/(?:services|workflows|triggers)/[A-Za-z0-9_/-]{16,255}',
  },
  { what: 'a Discord webhook', pattern: 'discord(?:app)?\\.com/api/webhooks/[0-9]{10,25}/[A-Za-z0-9_-]{20,255}' },
  { what: 'a Microsoft Teams webhook', pattern: '\\.webhook\\.office\\.com/webhookb2/[A-Za-z0-9@/-]{30,512}' },
  { what: 'a Google API key', pattern: `${start}AIza[A-Za-z0-9_-]{35}` },
  { what: 'a Google OAuth token', pattern: `${start}ya29\\.[A-Za-z0-9_-]{20,2048}` },
  { what: 'a Google OAuth secret', pattern: `${start}GOCSPX-[A-Za-z0-9_-]{20,64}` },
  { what: 'a Stripe key', pattern: `${start}(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,255}` },
  { what: 'a Stripe key', pattern: `${start}whsec_[A-Za-z0-9+/=]{20,255}` },
  { what: 'an npm token', pattern: `${start}npm_[A-Za-z0-9]{30,64}` },
  { what: 'a PyPI token', pattern: `${start}pypi-AgE[A-Za-z0-9_-]{50,1024}` },
  { what: 'a SendGrid key', pattern: `${start}SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{30,64}` },
  { what: 'a Telegram token', pattern: `${start}[0-9]{8,10}:AA[A-Za-z0-9_-]{32,35}(?![A-Za-z0-9_-])` },
  { what: 'a Vault token', pattern: `${start}hv[sbr]\\.[A-Za-z0-9_-]{20,255}` },
  { what: 'a DigitalOcean token', pattern: `${start}do[opr]_v1_[a-f0-9]{64}` },
  { what: 'a Docker Hub token', pattern: `${start}dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,64}` },
  { what: 'a Grafana token', pattern: `${start}glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}` },
  { what: 'a Grafana token', pattern: `${start}glc_[A-Za-z0-9+/=]{32,400}` },
  { what: 'an Atlassian token', pattern: `${start}AT(?:ATT|CTT)3[A-Za-z0-9_=-]{20,255}` },
  { what: 'a Hugging Face token', pattern: `${start}hf_[A-Za-z]{30,64}` },
  { what: 'an API key', pattern: `${start}sk-(?:ant-|proj-|svcacct-)[A-Za-z0-9_-]{20,255}` },
  { what: 'a New Relic key', pattern: `${start}NRAK-[A-Z0-9]{27}` },
  { what: 'an age key', pattern: `${start}AGE-SECRET-KEY-1[A-Z0-9]{40,64}` },
  { what: 'an Azure account key', pattern: '(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{32,128}={0,2}' },
  { what: 'an Azure shared access signature', pattern: '[?&;]sig=[A-Za-z0-9%+/]{20,128}={0,2}' },
  { what: 'an Azure client secret', pattern: `${start}[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}` },
  {
    what: 'a signed JSON Web Token',
    pattern: '(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,4096}\\.eyJ[A-Za-z0-9_-]{2,8192}\\.[A-Za-z0-9_-]{10,2048}',
  },
]

export interface Token {
  readonly start: number
  readonly end: number
  readonly what: string
}

const every = new RegExp(formats.map(({ pattern }) => `(${pattern})`).join('|'), 'g')
/** Every format has one of these strings. Most strings have none. */
const hints =
  /gh[pousr]_|github_pat_|gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-|AKIA|ASIA|xox|xapp-|hooks\.slack|discord|webhook\.office|AIza|ya29|GOCSPX|[sr]k_|whsec_|npm_|pypi-|SG\.|:AA|hv[sbr]\.|_v1_|dckr_|gls?[ac]_|AT(?:ATT|CTT)|hf_|sk-|NRAK|AGE-|AccessKey=|AccountKey=|sig=|Q~|eyJ/

/** The tokens of well-known forms in a string, in order. */
export function tokensIn(text: string): readonly Token[] {
  if (text.length < 16 || !hints.test(text)) return []
  return Array.from(text.matchAll(every), (match): Token => {
    const format = formats[match.slice(1).findIndex((group) => group !== undefined)]!
    return { start: match.index, end: match.index + match[0].length, what: format.what }
  }).filter(({ start, end }) => !isRepeated(text.slice(start, end)))
}

/** Documentation writes XXXXXXXX for the secret part. */
const isRepeated = (token: string): boolean => /(?:X{8}|x{8}|0{10}|\*{4})[^A-Za-z0-9]*$/.test(token.slice(-64))
