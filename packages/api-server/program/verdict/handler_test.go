package verdict_test

import (
	"strings"
	"testing"

	"thanos-gitops/api-server/verdict"
)

func TestLines(t *testing.T) {
	handler := verdict.NewHandler()
	for _, test := range []struct{ line, want string }{
		{`{"set":"a","kubernetesVersion":"1.35","objects":[{"kind":1},{}]}`, `{"set":"a"}`},
		{`{"set":"b","kubernetesVersion":"1.20"}`, `{"set":"b","error":"Kubernetes version \"1.20\" is not supported; use one of `},
		{`{"id":"1","set":"c","after":{}}`, `{"id":"1","error":"set \"c\" is not defined"}`},
		{`{"id":"2","set":"a"}`, `{"id":"2","error":"after is missing"}`},
		{`{"id":"3","set":"a","after":[]}`, `{"id":"3","error":"after is not a JSON object: `},
		{`{"id":"4","set":"a","after":{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}}`, `{"id":"4","verdict":"accepted","stage":"after"}`},
		{`{"id":"5","set":"a","before":{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}},"after":{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"b"}}}`, `{"id":"5","error":"before and after are different objects`},
		{`{"id":"6","set":"a","apply":"merge","after":{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}}`, `{"id":"6","error":"apply \"merge\" is not supported`},
		{`{"set":"a"}`, `{"error":"the request has neither an id nor a kubernetesVersion"}`},
		{`{`, `{"error":"the request is not valid JSON: `},
		{`{"version":true}`, `{"version":{"kubernetes":[`},
	} {
		if got := string(handler.Line([]byte(test.line))); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s\nwant %s\ngot  %s", test.line, test.want, got)
		}
	}
}

// The output depends on the input only: identities, times and addresses are fixed.
func TestDeterminism(t *testing.T) {
	line := []byte(`{"id":"1","set":"a","want":["defaulted"],"after":{"apiVersion":"v1","kind":"Service","metadata":{"generateName":"a-"},"spec":{"type":"LoadBalancer","externalTrafficPolicy":"Local","ports":[{"name":"a","port":1},{"name":"b","port":2}]}}}`)
	answers := map[string]bool{}
	for range 3 {
		handler := verdict.NewHandler()
		handler.Line([]byte(`{"set":"a","kubernetesVersion":"1.35"}`))
		answers[string(handler.Line(line))] = true
	}
	if len(answers) != 1 {
		t.Errorf("want one answer, got %v", answers)
	}
}
