package policies_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"thanos-gitops/api-server/verdicttest"
)

// policy returns a policy for Deployments with these fields, and a binding with these.
func policy(spec, binding string) string {
	return `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: replicas}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]
  ` + strings.ReplaceAll(spec, "\n", "\n  ") + `
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: all}
spec:
  policyName: replicas
  ` + strings.ReplaceAll(binding, "\n", "\n  ")
}

const (
	atMostFive = "validations: [{expression: 'object.spec.replicas <= 5'}]"
	deny       = "validationActions: [Deny]"
	denied     = `deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'replicas' with binding 'all' denied request: `
	namespaces = `
apiVersion: v1
kind: Namespace
metadata: {name: default, labels: {env: production}}`
)

func deployment(replicas string, lines ...string) string {
	return `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: default, labels: {team: a}}
spec:
  replicas: ` + replicas + `
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: 'example.com/web:1'}]}
` + strings.Join(lines, "\n")
}

func TestDeny(t *testing.T) {
	for name, test := range map[string]struct{ spec, binding, message string }{
		"expression":         {atMostFive, deny, denied + `failed expression: object.spec.replicas <= 5`},
		"message":            {"validations: [{expression: 'object.spec.replicas <= 5', message: too many}]", deny, denied + `too many`},
		"message expression": {`validations: [{expression: 'object.spec.replicas <= 5', messageExpression: '"%d replicas of %s".format([object.spec.replicas, object.metadata.name])'}]`, deny, denied + `6 replicas of web`},
		"variable":           {"variables: [{name: limit, expression: '2 + 3'}]\nvalidations: [{expression: 'object.spec.replicas <= variables.limit', message: too many}]", deny, denied + `too many`},
		"condition":          {"matchConditions: [{name: team, expression: 'object.metadata.labels.team == \"a\"'}]\n" + atMostFive, deny, denied + `failed expression: object.spec.replicas <= 5`},
		"runtime error":      {"validations: [{expression: 'object.spec.paused == true'}]", deny, denied + `expression 'object.spec.paused == true' resulted in error: no such key: paused`},
		"namespace":          {"validations: [{expression: 'namespaceObject.metadata.labels.env != \"production\"', message: not here}]", deny, denied + `not here`},
		"namespace selector": {atMostFive, deny + "\nmatchResources: {namespaceSelector: {matchLabels: {env: production}}}", denied + `failed expression: object.spec.replicas <= 5`},
		"object selector":    {atMostFive, deny + "\nmatchResources: {objectSelector: {matchLabels: {team: a}}}", denied + `failed expression: object.spec.replicas <= 5`},
		"equivalent version": {"matchConstraints: {resourceRules: [{apiGroups: [apps], apiVersions: ['*'], operations: ['*'], resources: ['*']}]}\n" + atMostFive, deny, denied + `failed expression: object.spec.replicas <= 5`},
		"authorizer":         {`validations: [{expression: '!authorizer.group("").resource("pods").check("create").allowed()', message: never}]`, deny, denied + `never`},
		"missing parameter":  {"paramKind: {apiVersion: v1, kind: ConfigMap}\nvalidations: [{expression: 'true'}]", deny + "\nparamRef: {name: limits, namespace: default, parameterNotFoundAction: Deny}", denied + "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction"},
		"unknown parameters": {"paramKind: {apiVersion: example.com/v1, kind: Limits}\nvalidations: [{expression: 'true'}]", deny + "\nparamRef: {name: limits, namespace: default, parameterNotFoundAction: Allow}", `deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'replicas' denied request: failed to configure policy: failed to find resource referenced by paramKind: 'example.com/v1, Kind=Limits'`},
	} {
		t.Run(name, func(t *testing.T) {
			spec := test.spec
			document := policy(spec, test.binding)
			if strings.HasPrefix(spec, "matchConstraints") {
				document = strings.Replace(document, "matchConstraints:\n    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]\n  ", "", 1)
			}
			verdicttest.Refused(t, verdicttest.New(t, namespaces, document).Create(deployment("6")), test.message)
		})
	}
}

func TestAllow(t *testing.T) {
	for name, test := range map[string]struct{ spec, binding, object string }{
		"expression":         {atMostFive, deny, deployment("5")},
		"other kind":         {atMostFive, deny, `{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}`},
		"condition":          {"matchConditions: [{name: team, expression: 'object.metadata.labels.team == \"b\"'}]\n" + atMostFive, deny, deployment("6")},
		"namespace selector": {atMostFive, deny + "\nmatchResources: {namespaceSelector: {matchLabels: {env: test}}}", deployment("6")},
		"object selector":    {atMostFive, deny + "\nmatchResources: {objectSelector: {matchLabels: {team: b}}}", deployment("6")},
		"excluded rule":      {atMostFive, deny + "\nmatchResources: {excludeResourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: ['*'], resources: [deployments], resourceNames: [web]}]}", deployment("6")},
		"ignored failure":    {"failurePolicy: Ignore\nvalidations: [{expression: 'object.spec.paused == true'}]", deny, deployment("6")},
		"audit":              {atMostFive, "validationActions: [Audit]", deployment("6")},
		"no parameter":       {"paramKind: {apiVersion: v1, kind: ConfigMap}\nvalidations: [{expression: 'false'}]", deny + "\nparamRef: {name: limits, namespace: default, parameterNotFoundAction: Allow}", deployment("6")},
		"invalid policy":     {"validations: [{expression: 'object.spec.'}]", deny, deployment("6")},
		"invalid binding":    {atMostFive, "validationActions: [Refuse]", deployment("6")},
		"another policy":     {atMostFive, "validationActions: [Deny]\nmatchResources: {resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: ['*'], resources: [pods]}]}", deployment("6")},
	} {
		t.Run(name, func(t *testing.T) {
			verdicttest.Warned(t, verdicttest.New(t, namespaces, policy(test.spec, test.binding)).Create(test.object))
		})
	}
}

func TestParameters(t *testing.T) {
	spec := "paramKind: {apiVersion: v1, kind: ConfigMap}\nvalidations: [{expression: 'object.spec.replicas <= int(params.data.limit)', messageExpression: '\"at most \" + params.data.limit'}]"
	limits := func(name, namespace, limit string) string {
		return `{apiVersion: v1, kind: ConfigMap, metadata: {name: ` + name + `, namespace: ` + namespace + `, labels: {kind: limits}}, data: {limit: "` + limit + `"}}`
	}
	byName := policy(spec, deny+"\nparamRef: {name: limits, parameterNotFoundAction: Deny}")
	server := verdicttest.New(t, namespaces, byName, limits("limits", "default", "3"), limits("limits", "other", "9"))
	verdicttest.Accepted(t, server.Create(deployment("3")))
	verdicttest.Refused(t, server.Create(deployment("4")), denied+"at most 3")
	bySelector := policy(spec, deny+"\nparamRef: {namespace: other, selector: {matchLabels: {kind: limits}}, parameterNotFoundAction: Deny}")
	server = verdicttest.New(t, namespaces, bySelector, limits("a", "other", "7"), limits("b", "other", "5"))
	verdicttest.Accepted(t, server.Create(deployment("5")))
	verdicttest.Refused(t, server.Create(deployment("6")), denied+"at most 5")
}

func TestWarn(t *testing.T) {
	server := verdicttest.New(t, namespaces, policy(atMostFive, "validationActions: [Warn]"))
	verdicttest.Warned(t, server.Create(deployment("6")),
		`Validation failed for ValidatingAdmissionPolicy 'replicas' with binding 'all': failed expression: object.spec.replicas <= 5`)
}

func TestUpdate(t *testing.T) {
	server := verdicttest.New(t, namespaces, policy("validations: [{expression: 'oldObject == null || object.spec.replicas >= oldObject.spec.replicas', message: never fewer}]", deny))
	verdicttest.Accepted(t, server.Update(deployment("1"), deployment("2")))
	verdicttest.Refused(t, server.Update(deployment("2"), deployment("1")), denied+"never fewer")
	// What is stored was accepted before the policy existed.
	server = verdicttest.New(t, namespaces, policy(atMostFive, deny))
	verdicttest.Accepted(t, server.Update(deployment("9"), deployment("5")))
	verdicttest.Refused(t, server.Update(deployment("9"), deployment("8")), denied+"failed expression: object.spec.replicas <= 5")
}

func TestUnknownNamespace(t *testing.T) {
	selected := deny + "\nmatchResources: {namespaceSelector: {matchExpressions: [{key: env, operator: NotIn, values: [test]}]}}"
	server := verdicttest.New(t, policy(atMostFive, selected))
	verdicttest.Warned(t, server.Create(deployment("6")),
		denied+`failed expression: object.spec.replicas <= 5 (it depends on the labels of the namespace "default", which are not known)`)
	byName := deny + "\nmatchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}}"
	server = verdicttest.New(t, policy(atMostFive, byName))
	verdicttest.Refused(t, server.Create(deployment("6")), denied+`failed expression: object.spec.replicas <= 5`)
}

func TestCustomResource(t *testing.T) {
	crd := `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: things.example.com}, spec: {group: example.com, scope: Namespaced, names: {plural: things, kind: Thing}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}}]}}`
	rule := strings.NewReplacer("apps", "example.com", "deployments", "things", "spec.replicas", "spec.size").Replace(policy(atMostFive, deny))
	server := verdicttest.New(t, namespaces, crd, rule)
	thing := func(size string) string {
		return `{apiVersion: example.com/v1, kind: Thing, metadata: {name: a, namespace: default}, spec: {size: ` + size + `}}`
	}
	verdicttest.Accepted(t, server.Create(thing("5")))
	verdicttest.Refused(t, server.Create(thing("6")),
		`things.example.com "a" is forbidden: ValidatingAdmissionPolicy 'replicas' with binding 'all' denied request: failed expression: object.spec.size <= 5`)
}

// TestRefusedByServer compares the refusals of policies and bindings with the words of kube-apiserver 1.36.3.
func TestRefusedByServer(t *testing.T) {
	content, err := os.ReadFile("testdata/policies.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		ID, Error     string
		Valid, Object json.RawMessage
	}
	if err := json.Unmarshal(content, &cases); err != nil {
		t.Fatal(err)
	}
	server := verdicttest.New(t)
	for _, test := range cases {
		t.Run(test.ID, func(t *testing.T) {
			verdicttest.Accepted(t, server.Create(string(test.Valid)))
			verdicttest.Refused(t, server.Create(string(test.Object)), test.Error)
		})
	}
}

func TestPolicyRefusals(t *testing.T) {
	const refused = `ValidatingAdmissionPolicy.admissionregistration.k8s.io "replicas" is invalid: `
	server := verdicttest.New(t)
	for name, test := range map[string]struct{ spec, message string }{
		"syntax":            {"validations: [{expression: 'object.spec.'}]", "spec.validations[0].expression: Invalid value: \"object.spec.\": compilation failed: ERROR: <input>:1:13: Syntax error: no viable alternative at input '.'\n | object.spec.\n | ............^"},
		"undeclared":        {"validations: [{expression: 'objet.spec.replicas < 5'}]", "spec.validations[0].expression: Invalid value: \"objet.spec.replicas < 5\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'objet' (in container '')\n | objet.spec.replicas < 5\n | ^"},
		"not a bool":        {"validations: [{expression: 'object.spec.replicas'}, {expression: '1'}]", `[spec.validations[0].expression: Invalid value: "object.spec.replicas": must evaluate to bool but got dyn, spec.validations[1].expression: Invalid value: "1": must evaluate to bool but got int]`},
		"variable name":     {"variables: [{name: a-b, expression: '1'}]\n" + atMostFive, `spec.variables[0].name: Invalid value: "a-b": must be a valid CEL identifier`},
		"unknown variable":  {"validations: [{expression: 'variables.b == 1'}]", "spec.validations[0].expression: Invalid value: \"variables.b == 1\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'variables' (in container '')\n | variables.b == 1\n | ^"},
		"reason":            {"validations: [{expression: 'true', reason: Because}]", `spec.validations[0].reason: Unsupported value: "Because": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"`},
		"message lines":     {"validations: [{expression: 'true', message: \"a\\nb\"}]", `spec.validations[0].message: Invalid value: "a\nb": must not contain line breaks`},
		"audit key":         {"auditAnnotations: [{key: 'a b', valueExpression: '\"x\"'}]", `spec.auditAnnotations[0].key: Invalid value: "replicas/a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`},
		"condition type":    {"matchConditions: [{name: a, expression: '1'}]\n" + atMostFive, `spec.matchConditions[0].expression: Invalid value: "1": must evaluate to bool but got int`},
		"params without it": {"validations: [{expression: 'params.data.a == \"b\"'}]", "spec.validations[0].expression: Invalid value: \"params.data.a == \\\"b\\\"\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')\n | params.data.a == \"b\"\n | ^"},
		"parameter kind":    {"paramKind: {apiVersion: v1/v2/v3, kind: A}\n" + atMostFive, `spec.paramKind.apiVersion: Invalid value: "v1/v2/v3": unexpected GroupVersion string: v1/v2/v3`},
		"misspelt":          {"validation: []\n" + atMostFive, `ValidatingAdmissionPolicy in version "v1" cannot be handled as a ValidatingAdmissionPolicy: strict decoding error: unknown field "spec.validation"`},
	} {
		t.Run(name, func(t *testing.T) {
			document, _, _ := strings.Cut(policy(test.spec, deny), "\n---\n")
			message := test.message
			if !strings.HasPrefix(message, "ValidatingAdmissionPolicy in") {
				message = refused + message
			}
			verdicttest.Refused(t, server.Create(document), message)
		})
	}
}
