package verdict_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"thanos-gitops/api-server/protocol"
	"thanos-gitops/api-server/verdict"
)

var ways = []string{protocol.ServerSide, protocol.ClientSide, protocol.Replace}

func object(t *testing.T, source string) json.RawMessage {
	t.Helper()
	encoded, err := yamlObject(source)
	if err != nil {
		t.Fatalf("%v in %s", err, source)
	}
	return encoded
}

func yamlObject(source string) (json.RawMessage, error) { return yaml.YAMLToJSON([]byte(source)) }

// ask returns the answer to one request about a set of Kubernetes 1.36, or of an older program, without objects.
func ask(t *testing.T, request protocol.Request) protocol.Answer {
	t.Helper()
	versions := verdict.NewHandler().Answer(protocol.Request{Version: true}).Version.Kubernetes
	return askVersion(t, versions[min(1, len(versions)-1)], request)
}

func askVersion(t *testing.T, version string, request protocol.Request) protocol.Answer {
	t.Helper()
	handler := verdict.NewHandler()
	if answer := handler.Answer(protocol.Request{Version: true}); !slices.Contains(answer.Version.Kubernetes, version) {
		t.Skipf("the program is built on Kubernetes %s", answer.Version.Sources)
	}
	if answer := handler.Answer(protocol.Request{Set: "test", KubernetesVersion: version}); answer.Error != "" {
		t.Fatal(answer.Error)
	}
	request.ID, request.Set = "1", "test"
	answer := handler.Answer(request)
	if answer.Error != "" {
		t.Fatal(answer.Error)
	}
	return answer
}

// expect compares an answer with "accepted", or with a part of the message of a refusal.
func expect(t *testing.T, answer protocol.Answer, want string) {
	t.Helper()
	switch {
	case want == protocol.Accepted && answer.Verdict != protocol.Accepted:
		t.Errorf("want accepted, got %s at %s: %s", answer.Verdict, answer.Stage, answer.Message)
	case want != protocol.Accepted && (answer.Verdict != protocol.Refused || answer.Stage != protocol.After):
		t.Errorf("want a refusal with %q, got %s at %s: %s", want, answer.Verdict, answer.Stage, answer.Message)
	case want != protocol.Accepted && !strings.Contains(answer.Message, want):
		t.Errorf("want a message with %q, got %q", want, answer.Message)
	}
}

// storedField compares one field of the stored object with its JSON.
func storedField(t *testing.T, answer protocol.Answer, want string, path ...string) {
	t.Helper()
	expect(t, answer, protocol.Accepted)
	value := answer.Stored
	for _, name := range path {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(value, &fields); err != nil {
			t.Fatalf("%v in %s", err, answer.Stored)
		}
		value = fields[name]
	}
	if string(value) != want {
		t.Errorf("want %s, got %s", want, value)
	}
}
