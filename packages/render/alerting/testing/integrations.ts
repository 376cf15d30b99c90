// A valid integration of each kind of receiver in environment.yaml, the file fields that Alertmanager gets, and the same without
// the secret.

export interface IntegrationCase {
  /** The value in environment.yaml, in YAML. */
  readonly valid: string
  /** The fields of the integration with the name of a mounted file. */
  readonly files: readonly string[]
  /** The same without what it needs, and a part of the message about it. */
  readonly invalid: readonly [yaml: string, message: string]
}

const bearer = 'http_config: {authorization: {credentials: {key: token}}}'

export const integrations: Readonly<Record<string, IntegrationCase>> = {
  discord_configs: {
    valid: '{webhook_url: {key: discord}}',
    files: ['webhook_url_file'],
    invalid: ['{title: a}', 'one of webhook_url or webhook_url_file must be configured'],
  },
  email_configs: {
    valid:
      '{to: on-call@example.com, from: thanos@example.com, smarthost: "smtp.example.com:587", auth_username: thanos, auth_password: {key: smtp}}',
    files: ['auth_password_file'],
    invalid: ['{to: on-call@example.com, auth_password: {key: smtp}}', 'no global SMTP smarthost set'],
  },
  incidentio_configs: {
    valid: '{url: "https://api.incident.io/v2/alert_events/http/A1", alert_source_token: {key: incidentio}}',
    files: ['alert_source_token_file'],
    invalid: ['{alert_source_token: {key: incidentio}}', 'one of url or url_file must be configured'],
  },
  jira_configs: {
    valid: `{project: OPS, issue_type: Bug, api_url: "https://example.atlassian.net/rest/api/3", http_config: {basic_auth: {username: a@example.com, password: {key: jira}}}}`,
    files: ['http_config/basic_auth/password_file'],
    invalid: ['{project: OPS}', 'missing issue_type in jira_config'],
  },
  mattermost_configs: {
    valid: '{webhook_url: {key: mattermost}, text: a}',
    files: ['webhook_url_file'],
    invalid: ['{text: a}', 'missing webhook_url or webhook_url_file on mattermost_config'],
  },
  msteams_configs: {
    valid: '{webhook_url: {key: teams}}',
    files: ['webhook_url_file'],
    invalid: ['{title: a}', 'one of webhook_url or webhook_url_file must be configured'],
  },
  msteamsv2_configs: {
    valid: '{webhook_url: {key: teams}}',
    files: ['webhook_url_file'],
    invalid: ['{title: a}', 'one of webhook_url or webhook_url_file must be configured'],
  },
  opsgenie_configs: {
    valid: '{api_key: {key: opsgenie}}',
    files: ['api_key_file'],
    invalid: ['{message: a}', 'no global OpsGenie API Key set'],
  },
  pagerduty_configs: {
    valid: '{routing_key: {key: pagerduty}}',
    files: ['routing_key_file'],
    invalid: ['{severity: critical}', 'missing service or routing key'],
  },
  pushover_configs: {
    valid: '{user_key: {key: pushover-user}, token: {key: pushover-token}}',
    files: ['user_key_file', 'token_file'],
    invalid: ['{user_key: {key: pushover-user}}', 'one of token or token_file must be configured'],
  },
  rocketchat_configs: {
    valid:
      '{channel: "#alerts", api_url: "https://chat.example.com", token: {key: rocketchat}, token_id: {key: rocketchat-id}}',
    files: ['token_file', 'token_id_file'],
    invalid: ['{channel: "#alerts", api_url: "https://chat.example.com"}', 'no global Rocketchat Token'],
  },
  slack_configs: {
    valid: '{channel: "#alerts", api_url: {key: slack-url}}',
    files: ['api_url_file'],
    invalid: ['{channel: "#alerts"}', 'no Slack API URL nor App token set'],
  },
  sns_configs: {
    valid:
      '{topic_arn: "arn:aws:sns:eu-central-1:123456789012:alerts", sigv4: {region: eu-central-1, role_arn: "arn:aws:iam::123456789012:role/alerts"}}',
    files: [],
    invalid: ['{subject: a}', 'must provide either a Target ARN, Topic ARN, or Phone Number'],
  },
  telegram_configs: {
    valid: '{chat_id: {key: chat}, bot_token: {key: telegram}}',
    files: ['bot_token_file', 'chat_id_file'],
    invalid: ['{chat_id: 42}', 'bot_token'],
  },
  victorops_configs: {
    valid: '{routing_key: database, api_key: {key: victorops}}',
    files: ['api_key_file'],
    invalid: ['{routing_key: database}', 'no global VictorOps API Key set'],
  },
  webex_configs: {
    valid: `{room_id: a, ${bearer}}`,
    files: ['http_config/authorization/credentials_file'],
    invalid: ['{room_id: a}', 'missing webex_configs.http_config.authorization'],
  },
  webhook_configs: {
    valid: '{url: {key: webhook}, http_config: {http_headers: {X-Key: {files: [{key: header}]}}}}',
    files: ['url_file', 'http_config/http_headers/X-Key/files/0'],
    invalid: ['{max_alerts: 1}', 'one of url or url_file must be configured'],
  },
  wechat_configs: {
    valid: '{corp_id: ww0, agent_id: "1000002", to_party: "2", api_secret: {key: wechat}}',
    files: ['api_secret_file'],
    invalid: ['{corp_id: ww0, agent_id: "1000002"}', 'no global Wechat Api Secret set'],
  },
}
